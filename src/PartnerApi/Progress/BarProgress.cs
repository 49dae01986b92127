using System.Globalization;
using PartnerApi.Core;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PartnerApi.Progress;

/// <summary>Shows progress as bars on a terminal, one for each phase.</summary>
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

/// <summary>The unit that a phase counts, such as cards. It is stored with the phase's bar.</summary>
internal readonly record struct Counted(string Unit)
{
    /// <summary>The key of the value in the bar's state.</summary>
    public const string Key = "counted";
}

/// <summary>The average rate of the phase: <c>45,120 cards/s</c>.</summary>
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
