using System.Diagnostics;
using System.Text;

namespace PartnerApi.TestHost;

/// <summary>The result of a run.</summary>
internal sealed record ExecutableResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs the built executable as an operator does, outside the process of the tests.</summary>
internal static class Executable
{
    /// <summary>The time after which a command is ended, and its test fails.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The file of the program: that in the environment variable <c>PARTNER_API_TEST_PROGRAM</c>, else the one beside the tests. <c>tests/run.sh</c> sets the
    /// variable to a program that is compiled ahead of time, because its commands start in half the time.
    /// </summary>
    public static readonly string Assembly =
        Environment.GetEnvironmentVariable("PARTNER_API_TEST_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "PartnerApi.dll");

    /// <summary>Runs it and waits for its end.</summary>
    public static Task<ExecutableResult> RunAsync(params string[] arguments) => RunWithInputAsync(null, arguments);

    /// <summary>Runs it with standard input and waits for its end.</summary>
    public static Task<ExecutableResult> RunWithInputAsync(string? input, params string[] arguments) =>
        RunAsync(StartInfo("Development", arguments), arguments, input);

    /// <summary>Runs it as described and waits for its end: most commands in a process that ran others before, the others in a process of their own.</summary>
    public static async Task<ExecutableResult> RunAsync(ProcessStartInfo start, string[] arguments, string? input = null)
    {
        if (!NeedsOwnProcess(arguments)) return await CommandWorkers.RunAsync(start, arguments, input);
        using var process = Process.Start(start)!;
        return await FinishAsync(process, input);
    }

    /// <summary>Starts it in the sandbox; the caller ends it.</summary>
    public static Process Start(params string[] arguments) => StartIn("Development", arguments);

    /// <summary>Starts it in an environment such as <c>Production</c>; the caller ends it.</summary>
    public static Process StartIn(string environment, params string[] arguments) => Process.Start(StartInfo(environment, arguments))!;

    /// <summary>Waits for the process to end.</summary>
    public static async Task<ExecutableResult> FinishAsync(Process process, string? input = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        if (input is not null) await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(cancel).WaitAsync(Longest, cancel);
        }
        finally
        {
            // Kill the process, so that it cannot write after the test.
            if (!process.HasExited) process.Kill();
        }
        return new ExecutableResult(process.ExitCode, await output, await error);
    }

    // A server, or a command that uses the bytes of the standard streams.
    private static bool NeedsOwnProcess(string[] arguments) => arguments is [] or ["serve", ..] or ["cards", "generate", ..] || arguments.Contains("-");

    private static ProcessStartInfo StartInfo(string environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        if (Array.IndexOf(arguments, "--data") is var data and >= 0 && data + 1 < arguments.Length) TestDatabase.AddTo(start.Environment, arguments[data + 1]);
        return start;
    }
}
