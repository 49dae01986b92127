using PartnerApi.TestHost;

/// <summary>The runtime calls it before the program's entry point, if <c>DOTNET_STARTUP_HOOKS</c> names this assembly. Its name and place are the runtime's.</summary>
internal static class StartupHook
{
    /// <summary>Serves commands until the tests end, instead of the program's own arguments.</summary>
    public static void Initialize()
    {
        Environment.SetEnvironmentVariable(CommandWorkers.HookVariable, null);
        CommandLoop.Run();
        Environment.Exit(0);
    }
}
