using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PartnerApi.Commands;

/// <summary>Progress as bars on a terminal, one for each phase.</summary>
internal sealed class BarProgress(ProgressContext context) : IProgressDisplay
{
    private ProgressTask? current;

    /// <inheritdoc/>
    public IProgressPhase Begin(string title, string unit, long? total)
    {
        if (current is { } previous)
        {
            previous.Value = previous.MaxValue;
            previous.StopTask();
        }
        current = context.AddTask(Markup.Escape(title), maxValue: total ?? 1);
        current.IsIndeterminate = total is null;
        current.State.Update<Counted>(Counted.Key, _ => new Counted(unit));
        return new Phase(current);
    }

    private sealed class Phase(ProgressTask task) : IProgressPhase
    {
        public void Report(long done, long? total = null)
        {
            if (total is { } known)
            {
                task.MaxValue = known;
                task.IsIndeterminate = false;
            }
            task.Value = done;
        }
    }
}

/// <summary>What a phase counts, for example cards; kept with the phase's bar.</summary>
internal readonly record struct Counted(string Unit)
{
    /// <summary>The key under which the bar keeps it.</summary>
    public const string Key = "counted";
}

/// <summary>How many a second, over the whole phase: <c>45,120 cards/s</c>.</summary>
internal sealed class RateColumn : ProgressColumn
{
    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        var seconds = task.ElapsedTime?.TotalSeconds ?? 0;
        var rate = seconds > 0 ? task.Value / seconds : 0;
        return new Text(string.Create(CultureInfo.InvariantCulture, $"{rate:N0} {task.State.Get<Counted>(Counted.Key).Unit}/s"));
    }
}
