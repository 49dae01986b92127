using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Clocks;

/// <summary>The clock compared with the trusted time.</summary>
/// <param name="Now">The system's time.</param>
/// <param name="Trusted">The newest hour in which the clock was trusted; null before the first.</param>
/// <param name="IsTrusted">Whether they are close enough. If not, nothing may be destroyed, released or signed.</param>
internal sealed record ClockReading(DateTimeOffset Now, DateTimeOffset? Trusted, bool IsTrusted);

/// <summary>
/// Decides whether the clock is trusted. The database stores the newest hour in which it was trusted. A running gateway, imports and releases advance it, but
/// only while the clock is within <see cref="ClockSettings.ToleranceDays"/> of it, before or after. A clock that jumps further is not trusted, even after a
/// restart, until it is right again or the operator confirms it. Safe for concurrent use.
/// </summary>
internal sealed class TrustedTime(ClockSettings settings, Store store, CityClock clock)
{
    private static readonly Query Advancing = new(
        $"""
        INSERT INTO "{TrustedTimeTable.Name}" ("Id", "At") VALUES ($1, $2)
        ON CONFLICT ("Id") DO UPDATE SET "At" = excluded."At" WHERE "{TrustedTimeTable.Name}"."At" < excluded."At"
        """);

    private static readonly Query Stored = new($"""SELECT "At" FROM "{TrustedTimeTable.Name}" WHERE "Id" = $1""");

    private sealed record Known(DateTimeOffset? At);

    private volatile Known known = new(null);

    /// <summary>The comparison with the trusted time that was last read from the database.</summary>
    public ClockReading Last => Compare(known.At);

    /// <summary>Reads the trusted time from the database and compares the clock with it.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <remarks>On a connection of its own, so that requests cannot delay the jobs that depend on the clock.</remarks>
    public ClockReading Read() => Remember(store.Read(connection => Trusted(connection.Statement(Stored))));

    /// <summary>Whether the clock is trusted now, according to the database; false if it cannot be read. Call it before destroying or signing anything.</summary>
    public bool Check()
    {
        try
        {
            return Read().IsTrusted;
        }
        catch (StoreUnavailableException)
        {
            // An unknown state is not trusted. The caller's own use of the database reports the error.
            return false;
        }
    }

    /// <summary>Today, or the day of the trusted time if the clock is not trusted. Use it where a wrong day would do harm.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public DateOnly Today()
    {
        var reading = Read();
        return clock.DayOf(reading.IsTrusted ? reading.Now : reading.Trusted!.Value);
    }

    /// <summary>Whether a reading is in a later hour than the trusted time.</summary>
    public static bool IsNewHour(ClockReading reading) => reading.Trusted is not { } trusted || Hour(reading.Now) > Hour(trusted);

    /// <summary>Stores the current hour if the clock is trusted, in a write transaction.</summary>
    public ClockReading Advance(GatewayDbContext context)
    {
        var row = context.Find<TrustedHour>(TrustedHour.Only);
        var reading = Remember(row);
        return reading.IsTrusted ? Set(context, row, Math.Max(row?.At ?? 0, Hour(reading.Now))) : reading;
    }

    /// <summary>Stores the current hour if the clock is trusted, in a write transaction without EF, because most starts are in a new hour.</summary>
    public ClockReading Advance(StoreConnection connection) => Advance(connection.Statement(Stored), connection.Statement(Advancing));

    /// <summary>Stores the current hour if the clock is trusted, in the transaction of a bulk connection.</summary>
    public void Advance(BulkConnection connection)
    {
        using var stored = connection.Prepare(Stored.Sql);
        using var advancing = connection.Prepare(Advancing.Sql);
        Advance(stored, advancing);
    }

    /// <summary>Trusts the current clock, as confirmed by the operator.</summary>
    public ClockReading Confirm(GatewayDbContext context) => Set(context, context.Find<TrustedHour>(TrustedHour.Only), Hour(clock.Now));

    private ClockReading Advance(Statement stored, Statement advancing)
    {
        var reading = Remember(Trusted(stored));
        if (!reading.IsTrusted || !IsNewHour(reading)) return reading;
        var hour = Hour(reading.Now);
        advancing.Bind(1, TrustedHour.Only).Bind(2, hour).Run();
        return Remember(DateTimeOffset.FromUnixTimeSeconds(hour));
    }

    private static DateTimeOffset? Trusted(Statement stored)
    {
        DateTimeOffset? trusted = stored.Bind(1, TrustedHour.Only).Step() ? DateTimeOffset.FromUnixTimeSeconds(stored.Int64(0)) : null;
        stored.Reset();
        return trusted;
    }

    private ClockReading Set(GatewayDbContext context, TrustedHour? row, long hour)
    {
        if (row is null) context.Add(row = new TrustedHour { At = hour });
        row.At = hour;
        return Remember(row);
    }

    private ClockReading Remember(TrustedHour? row) => Remember(row is null ? null : DateTimeOffset.FromUnixTimeSeconds(row.At));

    private ClockReading Remember(DateTimeOffset? trusted)
    {
        known = new Known(trusted);
        return Last;
    }

    // Without a trusted time, there is nothing to compare with, so the first clock is trusted.
    private ClockReading Compare(DateTimeOffset? trusted)
    {
        var now = clock.Now;
        var isTrusted = settings.ToleranceDays == 0 || trusted is not { } at || (now - at).Duration() <= TimeSpan.FromDays(settings.ToleranceDays);
        return new ClockReading(now, trusted, isTrusted);
    }

    private static long Hour(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / 3600 * 3600;
}
