using System.Collections.Frozen;
using PartnerApi.Contract;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>
/// One request's question: who asks, with which scopes, under which agreement, on which day, over which snapshot of the store. All
/// its parts are answered from that one snapshot.
/// </summary>
internal sealed class Question(ClientEntry caller, FrozenSet<string> scopes, DateTimeOffset tokenExpiresAt, ReadSession session, DateOnly today)
{
    private static readonly QuestionError PurposeNotAgreed = new(
        ErrorCode.PurposeNotAgreed, "The agreement does not hold this purpose. 'viewer' lists the purposes it holds, 'acceptances' those no agreement can.");

    private int cards;

    /// <summary>The client that asks, its partner and its agreement.</summary>
    public ClientEntry Caller { get; } = caller;

    /// <summary>The token's scopes, as far as the audience has them.</summary>
    public FrozenSet<string> Scopes { get; } = scopes;

    /// <summary>When the token ends.</summary>
    public DateTimeOffset TokenExpiresAt { get; } = tokenExpiresAt;

    /// <summary>The snapshot that answers.</summary>
    public ReadSession Session { get; } = session;

    /// <summary>Today in the city.</summary>
    public DateOnly Today { get; } = today;

    /// <summary>The agreement gate for one purpose.</summary>
    /// <returns>Null when it may be asked.</returns>
    public QuestionError? Refuse(Purpose purpose) =>
        AgreementGate.Ask(Caller.Terms, purpose, Today) is null ? null : PurposeNotAgreed;

    /// <summary>Counts cards this request asks about, over all its fields.</summary>
    /// <returns>The number so far.</returns>
    public int CountCards(int more) => cards += more;
}
