using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace PartnerApi.TestHost;

/// <summary>
/// Runs commands in processes of the program that are kept for further commands. A start of the program costs a second of processor time, most of it for the
/// model of the database, and the tests run a thousand commands. Each process runs one command at a time.
/// </summary>
internal static class CommandWorkers
{
    /// <summary>The variable with which the runtime finds <see cref="StartupHook"/>.</summary>
    public const string HookVariable = "DOTNET_STARTUP_HOOKS";

    private static readonly ConcurrentBag<Process> Idle = [];

    /// <summary>Runs a command as <paramref name="start"/> describes it, and waits for its end.</summary>
    /// <exception cref="InvalidOperationException">The process ended, for instance because of an exception that the program did not handle.</exception>
    public static async Task<ExecutableResult> RunAsync(ProcessStartInfo start, string[] arguments, string? input)
    {
        var cancel = TestContext.Current.CancellationToken;
        if (!Idle.TryTake(out var worker)) worker = StartWorker();
        try
        {
            var request = new CommandRequest(arguments, start.Environment.AsReadOnly(), start.WorkingDirectory, input);
            await worker.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request).AsMemory(), cancel);
            await worker.StandardInput.FlushAsync(cancel);
            var line = await worker.StandardOutput.ReadLineAsync(cancel).AsTask().WaitAsync(Executable.Longest, cancel)
                ?? throw new InvalidOperationException($"The command ended its process: {await worker.StandardError.ReadToEndAsync(cancel)}");
            Idle.Add(worker);
            return JsonSerializer.Deserialize<ExecutableResult>(line)!;
        }
        catch
        {
            // A command that was not waited for must not write after the test.
            worker.Kill();
            throw;
        }
    }

    // It ends when its standard input is closed, which the end of the test process does.
    private static Process StartWorker()
    {
        var start = new ProcessStartInfo("dotnet", [Executable.Assembly])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[HookVariable] = typeof(CommandWorkers).Assembly.Location;
        return Process.Start(start)!;
    }
}
