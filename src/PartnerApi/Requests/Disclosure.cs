using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.Requests;

/// <summary>
/// The disclosure of one card to one caller, or its refusal. It is recorded in the ledger before the response is sent. It holds neither the card number
/// nor, apart from the validity, any disclosed value.
/// </summary>
/// <param name="id">Random; identifies the record in receipts.</param>
/// <param name="operation">The requested field, such as <c>card</c>.</param>
/// <param name="purpose">The purpose; null if the operation has none.</param>
internal sealed class Disclosure(UInt128 id, string operation, Purpose? purpose)
{
    /// <summary>Random; identifies the record in receipts.</summary>
    public UInt128 Id { get; } = id;

    /// <summary>The requested field.</summary>
    public string Operation { get; } = operation;

    /// <summary>The purpose; null if the operation has none.</summary>
    public Purpose? Purpose { get; } = purpose;

    /// <summary>The card, under a key of the partner and the day; null for a refusal that identifies no card.</summary>
    public UInt128? Reference { get; init; }

    /// <summary>Whether the card is valid; null if that was not checked. Without a purpose it is a lookup by subject, which is not a guess.</summary>
    public bool? Valid { get; init; }

    /// <summary>The error returned instead of the card; null if the card was disclosed.</summary>
    public ErrorCode? Refusal { get; set; }

    /// <summary>The number of refused cards; 1 for an answer.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The disclosed fields, in order, separated by commas. A refused field has the prefix <c>!</c>.</summary>
    public string Fields { get; private set; } = "";

    public void AddField(string field) => Fields = Fields.Length == 0 ? field : $"{Fields},{field}";
}
