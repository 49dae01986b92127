using System.Collections.Concurrent;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Sealing;

namespace PartnerApi.Quotas;

/// <summary>
/// Stands before a request of a partner that sends too many, and between a card that was looked up and its answer: whoever asks about too many cards, too
/// often, or mostly about cards that are not valid, is refused alike for every card. Counts are kept in memory; the ledger, in which every answer is,
/// brings those of cards and answers back.
/// </summary>
internal sealed partial class QuotaGate(
    QuotaSettings settings, CityClock clock, TimeProvider time, DisclosureLog ledger, ILogger<QuotaGate> logger) : IRequestGate, IDisposable
{
    private readonly ConcurrentDictionary<string, PartnerUsage> partners = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public RequestLease Enter(ClientEntry caller) => Of(caller).Enter();

    /// <summary>The limits that hold for a caller's partner.</summary>
    public QuotaSettings LimitsOf(ClientEntry caller) => Of(caller).Settings;

    /// <summary>The one of two references of a card under which it was counted today; the first one if it was not counted under the other.</summary>
    public UInt128 CountedAs(GatewayRequest request, UInt128 card, UInt128 other) => Of(request.Caller).CountedAs(Moment.Of(request, clock), card, other);

    /// <summary>Counts a card that a question asks about.</summary>
    /// <param name="request">Who asks, and when.</param>
    /// <param name="card">The card's reference of the day.</param>
    /// <param name="missed">Whether a number was given that is not valid.</param>
    /// <returns>Null when it may be answered.</returns>
    public GatewayError? Admit(GatewayRequest request, UInt128 card, bool missed)
    {
        var moment = Moment.Of(request, clock);
        var admission = Of(request.Caller).Admit(moment, card, missed);
        if (admission.RaisesAlarm) RaiseAlarm(request, admission.RefusedUntil!.Value);
        return admission.RefusedUntil is { } end ? Exceeded(end - moment.Now) : null;
    }

    /// <summary>Counts an answer that the caller was given before.</summary>
    /// <returns>Null when it may be given again.</returns>
    public GatewayError? AdmitAgain(GatewayRequest request)
    {
        var moment = Moment.Of(request, clock);
        return Of(request.Caller).AdmitAgain(moment).RefusedUntil is { } end ? Exceeded(end - moment.Now) : null;
    }

    /// <summary>Counts an eligibility question about a card.</summary>
    /// <returns>Null when it may be answered.</returns>
    public GatewayError? AdmitEligibility(GatewayRequest request, UInt128 card)
    {
        var moment = Moment.Of(request, clock);
        return Of(request.Caller).AdmitEligibility(moment, card).RefusedUntil is { } end ? Exceeded(end - moment.Now) : null;
    }

    /// <summary>One partner's use.</summary>
    public PartnerUsage Of(string partner) =>
        partners.TryGetValue(partner, out var known) ? known : partners.GetOrAdd(partner, _ => new PartnerUsage(settings, time));

    /// <summary>The use of a caller's partner; found once for each of the directory's entries.</summary>
    public PartnerUsage Of(ClientEntry caller) => caller.Meter is PartnerUsage known ? known : Meet(caller);

    /// <summary>A time to wait as <c>Retry-After</c> has it: whole seconds, never less than the wait.</summary>
    public static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var usage in partners.Values) usage.Dispose();
    }

    private PartnerUsage Meet(ClientEntry caller)
    {
        var usage = Of(caller.PartnerId);
        usage.Agree(caller.Limits, caller.Generation);
        caller.Meter = usage;
        return usage;
    }

    private static GatewayError Exceeded(TimeSpan left) => new(
        QuotaErrorCodes.QuotaExceeded,
        "The partner's quota is used up, or its questions are suspended after too many cards that are not valid. 'viewer' tells which.",
        new Dictionary<string, object?> { [GatewayError.RetryAfter] = Seconds(left) });

    private void RaiseAlarm(GatewayRequest request, DateTimeOffset until)
    {
        var caller = request.Caller;
        LogAlarm(caller.PartnerId, caller.ClientId, until);
        var entry = new DisclosureRecord(
            RandomIds.Next(), request.Hour, caller.PartnerId, caller.ClientId, DisclosureRecord.None, DisclosureRecord.None,
            LedgerEntry.Alarm, null, LedgerEntry.Text(until), null);
        _ = KeepAsync(entry);
    }

    // The alarm holds in this process either way; on record it also holds after a restart.
    private async Task KeepAsync(DisclosureRecord entry)
    {
        try
        {
            await ledger.AppendAsync(entry);
        }
        catch (StoreUnavailableException error)
        {
            LogNotKept(error.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Partner {Partner} (client {Client}) asks about too many cards that are not valid: no answers until {Until}.")]
    private partial void LogAlarm(string partner, string client, DateTimeOffset until);

    [LoggerMessage(LogLevel.Error, "The alarm is not on record ({Kind}); it ends with this process.")]
    private partial void LogNotKept(string kind);
}
