using Spectre.Console;

namespace PartnerApi.Commands;

/// <summary>
/// Shows on standard error how far a long command has come: a bar with rate and time left on a terminal, plain lines
/// otherwise (at most one every two seconds), nothing at all when quiet.
/// </summary>
internal static class ProgressDisplay
{
    /// <summary>Runs the work with a display that fits; the display ends with the work.</summary>
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

/// <summary>What a long operation reports to.</summary>
internal interface IProgressDisplay
{
    /// <summary>Begins a phase that is done at <paramref name="total"/> (null: not known). It ends when the next begins.</summary>
    IProgressPhase Begin(string title, string unit, long? total);
}

/// <summary>One phase of a long operation. Safe to call from any thread.</summary>
internal interface IProgressPhase
{
    /// <summary>So many are done now (not: so many more), of so many if that has become known since.</summary>
    void Report(long done, long? total = null);
}
