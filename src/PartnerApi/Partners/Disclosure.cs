using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.Partners;

/// <summary>
/// What one question tells, or refuses to tell, about one card: what will be on record before the answer leaves. Holds neither the number, once
/// it is on record, nor anything that was told.
/// </summary>
/// <param name="id">Random; names the record in receipts.</param>
/// <param name="operation">The field that asks, such as <c>card</c>.</param>
/// <param name="purpose">Why; null where the question has none.</param>
internal sealed class Disclosure(UInt128 id, string operation, Purpose? purpose)
{
    /// <summary>Random; names the record in receipts.</summary>
    public UInt128 Id { get; } = id;

    /// <summary>The field that asks.</summary>
    public string Operation { get; } = operation;

    /// <summary>Why it is asked.</summary>
    public Purpose? Purpose { get; } = purpose;

    /// <summary>The card, under a key of the partner and the day; null of a refusal, which names no card.</summary>
    public UInt128? Reference { get; init; }

    /// <summary>Whether the card is valid; null when that was not looked at. Without a purpose no number was given: such a card is no guess.</summary>
    public bool? Valid { get; init; }

    /// <summary>Why nothing was told; null when something was.</summary>
    public ErrorCode? Refusal { get; set; }

    /// <summary>How many refusals this stands for; 1 for an answer.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The fields that were told, in order, separated by commas; one that was refused has <c>!</c> before its name.</summary>
    public string Fields { get; private set; } = "";

    /// <summary>Adds a field.</summary>
    public void AddField(string field) => Fields = Fields.Length == 0 ? field : $"{Fields},{field}";
}

/// <summary>An object whose fields tell something about a card: the engine names each of them as it is resolved.</summary>
internal interface IDiscloses
{
    /// <summary>Notes that the caller is told the field; with <c>!</c> before its name, that it asked and was refused.</summary>
    void Disclose(string field);
}
