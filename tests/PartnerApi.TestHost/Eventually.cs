using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PartnerApi.TestHost;

/// <summary>Waits for what another thread or process does. Rather than wait forever, it fails with the text of the condition after ten minutes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Waits until the condition is true.</summary>
    /// <param name="condition">Is evaluated every few milliseconds.</param>
    /// <param name="by">The process that makes it true; the wait fails if it exits before. Null for a thread of this process.</param>
    /// <param name="text">The text of the condition, which the compiler sets.</param>
    public static Task TrueAsync(Func<bool> condition, Process? by = null, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        TrueAsync(() => Task.FromResult(condition()), by, text);

    /// <inheritdoc cref="TrueAsync(Func{bool}, Process, string)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, Process? by = null, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            // Read first, because the process may make the condition true and then exit.
            var hasEnded = by?.HasExited ?? false;
            if (await condition()) return;
            Assert.False(hasEnded, $"The process ended before this was true: {text}");
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"Not true after {Limit.TotalMinutes} minutes: {text}");
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }
}
