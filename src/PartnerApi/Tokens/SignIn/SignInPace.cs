namespace PartnerApi.Tokens.SignIn;

/// <summary>
/// Bounds how many passwords can be tried: in each window some for a name, whether anybody has it or not, and some in all. It lives in this
/// process's memory; after a restart counting begins anew.
/// </summary>
internal sealed partial class SignInPace(TimeProvider time, ILogger<SignInPace> logger)
{
    /// <summary>Failures for one name in a window.</summary>
    public const int MostOfName = 5;

    /// <summary>Failures in all in a window. It bounds the processor time that guessing can take, and what is remembered of names.</summary>
    public const int MostInAll = 100;

    /// <summary>How long a window is; they begin at multiples of it since 1970.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private long current;
    private int all;

    /// <summary>
    /// Takes one try, before the password is checked, so that tries at the same time are bounded too. Null: try. Else the time until the next
    /// window; nothing was taken.
    /// </summary>
    public TimeSpan? TryTake(string name)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            BeginWindow(now);
            var tries = counts.GetValueOrDefault(name);
            if (all >= MostInAll || tries >= MostOfName) return Window - TimeSpan.FromTicks(now.UtcTicks % Window.Ticks);
            counts[name] = tries + 1;
            if (++all == MostInAll) LogFull(logger, MostInAll);
            return null;
        }
    }

    /// <summary>Gives a try back whose password was right: only failures count.</summary>
    public void GiveBack(string name)
    {
        lock (gate)
        {
            if (counts.GetValueOrDefault(name) is var tries and > 0)
            {
                counts[name] = tries - 1;
                all--;
            }
        }
    }

    private void BeginWindow(DateTimeOffset now)
    {
        var window = now.UtcTicks / Window.Ticks;
        if (window == current) return;
        current = window;
        all = 0;
        counts.Clear();
    }

    [LoggerMessage(LogLevel.Warning, "{Count} sign-ins are failed or under way: nobody can sign in before the next window of five minutes.")]
    private static partial void LogFull(ILogger logger, int count);
}
