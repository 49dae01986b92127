using System.Collections.Concurrent;
using PartnerApi.Core;
using PartnerApi.Ledger;
using PartnerApi.Partners;
using PartnerApi.Requests;
using PartnerApi.Sealing;

namespace PartnerApi.Quotas;

/// <summary>
/// Limits each partner's requests and card lookups. A partner that looks up too many cards, too often, or mostly cards that are not valid, gets the same
/// error for every card. Counts are in memory. The counts of cards and answers are restored from the ledger, which records every answer.
/// </summary>
internal sealed partial class QuotaGate(
    QuotaSettings settings, CityClock clock, TimeProvider time, LedgerAppender ledger, ILogger<QuotaGate> logger) : IRequestGate, IDisposable
{
    private readonly ConcurrentDictionary<string, PartnerUsage> partners = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public RequestLease Enter(ClientEntry caller) => Of(caller).Enter();

    /// <summary>The limits that apply to a caller's partner.</summary>
    public QuotaSettings LimitsOf(ClientEntry caller) => Of(caller).Settings;

    /// <summary>See <see cref="PartnerUsage.CountedAs"/>.</summary>
    public UInt128 CountedAs(GatewayRequest request, UInt128 card, UInt128 other) => Of(request.Caller).CountedAs(Moment.Of(request, clock), card, other);

    /// <summary>Counts a card lookup.</summary>
    /// <param name="request">Its caller and time.</param>
    /// <param name="card">The card's reference of the day.</param>
    /// <param name="missed">Whether it is a lookup by number of a card that is not valid.</param>
    /// <returns>Null if it may be answered.</returns>
    public GatewayError? Admit(GatewayRequest request, UInt128 card, bool missed)
    {
        var moment = Moment.Of(request, clock);
        var admission = Of(request.Caller).Admit(moment, card, missed);
        if (admission.RaisesAlarm) RaiseAlarm(request, admission.RefusedUntil!.Value);
        return admission.RefusedUntil is { } end ? Exceeded(end - moment.Now) : null;
    }

    /// <summary>Counts a repeated answer.</summary>
    /// <returns>Null if it may be repeated.</returns>
    public GatewayError? AdmitRepeated(GatewayRequest request)
    {
        var moment = Moment.Of(request, clock);
        return Of(request.Caller).AdmitRepeated(moment).RefusedUntil is { } end ? Exceeded(end - moment.Now) : null;
    }

    /// <summary>Counts an eligibility check of a card.</summary>
    /// <returns>Null if it may be answered.</returns>
    public GatewayError? AdmitEligibility(GatewayRequest request, UInt128 card)
    {
        var moment = Moment.Of(request, clock);
        return Of(request.Caller).AdmitEligibility(moment, card).RefusedUntil is { } end ? Exceeded(end - moment.Now) : null;
    }

    public PartnerUsage Of(string partner) =>
        partners.TryGetValue(partner, out var known) ? known : partners.GetOrAdd(partner, _ => new PartnerUsage(settings, time));

    /// <summary>The usage of a caller's partner. It is looked up once for each entry of the directory.</summary>
    public PartnerUsage Of(ClientEntry caller) => caller.Counters is PartnerUsage known ? known : Attach(caller);

    /// <summary>Converts a wait to the seconds of <c>Retry-After</c>, rounded up, at least 1.</summary>
    public static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var usage in partners.Values) usage.Dispose();
    }

    private PartnerUsage Attach(ClientEntry caller)
    {
        var usage = Of(caller.PartnerId);
        usage.Agree(caller.Limits, caller.Generation);
        caller.Counters = usage;
        return usage;
    }

    private static GatewayError Exceeded(TimeSpan left) => new(
        QuotaErrorCodes.QuotaExceeded,
        "The partner's quota is used up, or its card lookups are suspended after too many cards that are not valid. Query 'viewer.quota' and retry later.",
        new Dictionary<string, object?> { [GatewayError.RetryAfter] = Seconds(left) });

    private void RaiseAlarm(GatewayRequest request, DateTimeOffset until)
    {
        var caller = request.Caller;
        LogAlarm(caller.PartnerId, caller.ClientId, until);
        var entry = new DisclosureRecord(
            RandomIds.Next(), request.Hour, caller.PartnerId, caller.ClientId, DisclosureRecord.None, DisclosureRecord.None,
            LedgerEntry.Alarm, null, LedgerEntry.Text(until), null);
        _ = RecordAsync(entry);
    }

    // The alarm applies in this process in any case. A recorded alarm also survives a restart.
    private async Task RecordAsync(DisclosureRecord entry)
    {
        try
        {
            await ledger.AppendAsync(entry);
        }
        catch (StoreUnavailableException error)
        {
            LogNotRecorded(error.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Partner {Partner} (client {Client}) looks up too many cards that are not valid. Its lookups are suspended until {Until}.")]
    private partial void LogAlarm(string partner, string client, DateTimeOffset until);

    [LoggerMessage(LogLevel.Error, "The alarm could not be recorded ({Kind}). It ends with this process.")]
    private partial void LogNotRecorded(string kind);
}

/// <summary>The time of a request, and the windows in which it counts.</summary>
/// <param name="Now">The instant.</param>
/// <param name="Hour">The start of the city's hour.</param>
/// <param name="Day">The city's day.</param>
/// <param name="Clock">Computes the end of the day, which only rejected requests need.</param>
internal readonly record struct Moment(DateTimeOffset Now, DateTimeOffset Hour, DateOnly Day, CityClock Clock)
{
    /// <summary>The city's next midnight.</summary>
    public DateTimeOffset DayEnds => Clock.MidnightAfter(Day);

    /// <summary>The start of the next hour.</summary>
    public DateTimeOffset HourEnds => Hour.AddHours(1);

    public static Moment Of(GatewayRequest request, CityClock clock) => new(clock.Now, request.Hour, request.Today, clock);

    public static Moment Of(CityClock clock) => new(clock.Now, clock.Hour, clock.Today, clock);
}

/// <summary>Whether a lookup may be answered.</summary>
/// <param name="RefusedUntil">The time to retry; null if it may be answered.</param>
/// <param name="RaisesAlarm">Whether this lookup raised the alarm.</param>
internal readonly record struct Admission(DateTimeOffset? RefusedUntil, bool RaisesAlarm)
{
    public static Admission Granted => default;

    /// <summary>Rejects the lookup until <paramref name="end"/>.</summary>
    public static Admission Until(DateTimeOffset end) => new(end, RaisesAlarm: false);

    /// <summary>Rejects the lookup, and the partner's later lookups, until <paramref name="end"/>.</summary>
    public static Admission Alarm(DateTimeOffset end) => new(end, RaisesAlarm: true);
}
