# Sourced by .ci/run and tests/run.sh.

# The beginning of a command whose .NET processes are short-lived. These settings of the runtime halve the time of a build and save a third of the time of the tests.
# A server that runs for hours gains from their defaults:
# - TieredPGO=0: methods are not profiled before they are compiled again;
# - TC_CallCountThreshold=C8: a method is compiled again after 200 (hexadecimal C8) calls, not after 30;
# - gcConcurrent=0: no background garbage collection;
# - EnableWriteXorExecute=0: the compiler writes code without mapping its memory twice;
# - GCgen0size=4000000: a garbage collection after 64 MiB (hexadecimal 4000000), not after the size of the processor's cache;
# - ThreadPool_UnfairSemaphoreSpinLimit=0: a thread without work sleeps at once, and leaves its core to the other processes.
short_lived=(
  env DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=C8 DOTNET_gcConcurrent=0 DOTNET_EnableWriteXorExecute=0 DOTNET_GCgen0size=4000000
  DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
)
