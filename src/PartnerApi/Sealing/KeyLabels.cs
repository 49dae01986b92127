using System.Text;

namespace PartnerApi.Sealing;

/// <summary>The three secrets from which every key is derived. Each stands in a file of its own, outside the database.</summary>
internal enum Secret
{
    /// <summary>Finds a card and opens its status: what every question needs.</summary>
    Lookup,

    /// <summary>Together with a card number, opens the facts; also seals the partners' sector keys.</summary>
    Facts,

    /// <summary>Together with a card number, or a name and a birth date, opens a holder's record. Absent in a process for partners only.</summary>
    Record,
}

/// <summary>What a derived key is for. Two labels never yield related keys (RFC 5869, section 3.2).</summary>
internal sealed class KeyLabel(Secret secret, string text)
{
    private readonly byte[] bytes = Encoding.ASCII.GetBytes(text);

    /// <summary>What the key is derived from.</summary>
    public Secret Secret { get; } = secret;

    /// <summary>The label.</summary>
    public string Text { get; } = text;

    /// <summary>The label as it is hashed, in ASCII.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;
}

/// <summary>
/// Every label, one line each: the key's secret, its name, and in the comment the context it is derived with. A label is part of the stored
/// format: it never changes. A new kind of key is a new line here and a new line in the table of fixed vectors in the tests.
/// </summary>
internal static class KeyLabels
{
    /// <summary>The tag under which a card is found; context: the 16 ASCII digits.</summary>
    public static readonly KeyLabel CardTag = new(Secret.Lookup, "partner-api/v1/card-tag");

    /// <summary>Seals every card's status; no context.</summary>
    public static readonly KeyLabel CardStatus = new(Secret.Lookup, "partner-api/v1/card-status");

    /// <summary>Seals one card's facts; context: the 16 ASCII digits.</summary>
    public static readonly KeyLabel CardFacts = new(Secret.Facts, "partner-api/v1/card-facts");

    /// <summary>Seals the partners' sector keys; no context.</summary>
    public static readonly KeyLabel SectorKey = new(Secret.Facts, "partner-api/v1/sector-key");

    /// <summary>The tag under which a holder's current card is found; context: the holder's 16-byte handle.</summary>
    public static readonly KeyLabel CurrentCardTag = new(Secret.Facts, "partner-api/v1/current-card-tag");

    /// <summary>Seals which card is a holder's current one; context: the holder's 16-byte handle.</summary>
    public static readonly KeyLabel CurrentCard = new(Secret.Facts, "partner-api/v1/current-card");

    /// <summary>The references by which disclosure records name their cards; context: kind, day, 16 bytes (seed, digits, or tag), partner.</summary>
    public static readonly KeyLabel DisclosureReference = new(Secret.Facts, "partner-api/v1/disclosure-reference");

    /// <summary>The tag under which an idempotency key is kept; context: the partner's id, 0x00, the key.</summary>
    public static readonly KeyLabel IdempotencyKey = new(Secret.Facts, "partner-api/v1/idempotency-key");

    /// <summary>The fingerprint of a redemption's request; context: the partner's id, the key, the 16 ASCII digits, purpose and benefit, 0x00 between them.</summary>
    public static readonly KeyLabel RedemptionFingerprint = new(Secret.Facts, "partner-api/v1/redemption-fingerprint");

    /// <summary>The tag of an effect until its disclosure is settled; context: the disclosure's 16-byte id.</summary>
    public static readonly KeyLabel RedemptionEffect = new(Secret.Facts, "partner-api/v1/redemption-effect");

    /// <summary>Seals one month's enrollment counts until they are released; context: the month's index, 4 bytes, big endian.</summary>
    public static readonly KeyLabel EnrollmentCounters = new(Secret.Facts, "partner-api/v1/enrollment-counters");

    /// <summary>The row id of a holder's record; context: the holder's 16-byte handle.</summary>
    public static readonly KeyLabel HolderRow = new(Secret.Record, "partner-api/v1/holder-row");

    /// <summary>Wraps a record's data key for whoever has the card; context: the 16 ASCII digits.</summary>
    public static readonly KeyLabel HolderByCard = new(Secret.Record, "partner-api/v1/holder-by-card");

    /// <summary>Wraps a record's data key for whoever has the person; context: the normalized name and birth date.</summary>
    public static readonly KeyLabel HolderByPerson = new(Secret.Record, "partner-api/v1/holder-by-person");

    /// <summary>The tag under which a person is found; context: the normalized name and birth date.</summary>
    public static readonly KeyLabel PersonTag = new(Secret.Record, "partner-api/v1/person-tag");

    /// <summary>The fingerprint by which an import notices another name or birth date; context: the birth date as YYYY-MM-DD, and the name as it is.</summary>
    public static readonly KeyLabel PersonFingerprint = new(Secret.Record, "partner-api/v1/person-fingerprint");

    /// <summary>Tells whether a database was written with the lookup secret in use; no context.</summary>
    public static readonly KeyLabel LookupCheck = new(Secret.Lookup, "partner-api/v1/lookup-check");

    /// <summary>Tells whether a database was written with the facts secret in use; no context.</summary>
    public static readonly KeyLabel FactsCheck = new(Secret.Facts, "partner-api/v1/facts-check");

    /// <summary>Tells whether a database was written with the record secret in use; no context.</summary>
    public static readonly KeyLabel RecordCheck = new(Secret.Record, "partner-api/v1/record-check");
}
