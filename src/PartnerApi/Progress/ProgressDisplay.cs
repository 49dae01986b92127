using PartnerApi.Core;
using Spectre.Console;

namespace PartnerApi.Progress;

/// <summary>
/// Shows the progress of a long command on standard error: a bar with rate and time left on a terminal, otherwise plain lines (at most one every two
/// seconds), or nothing if quiet.
/// </summary>
internal static class ProgressDisplay
{
    /// <summary>Runs the work with a suitable display.</summary>
    public static async Task<T> RunAsync<T>(bool quiet, TimeProvider time, Func<IProgressDisplay, Task<T>> work)
    {
        if (quiet) return await work(new SilentProgress());
        if (Console.IsErrorRedirected) return await work(new LineProgress(Console.Error, time));

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RateColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => work(new BarProgress(context)));
    }
}
