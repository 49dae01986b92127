using PartnerApi.Sealing;

namespace PartnerApi.Registry;

/// <summary>The labels of the keys of holders' records. A label is part of the stored format: it never changes.</summary>
internal static class HolderKeyLabels
{
    /// <summary>The row id of a holder's record; context: the holder's 16-byte handle.</summary>
    public static readonly KeyLabel HolderRow = new(Secret.Record, "partner-api/v1/holder-row");

    /// <summary>Wraps a record's data key, to open it by card; context: the 16 ASCII digits.</summary>
    public static readonly KeyLabel HolderByCard = new(Secret.Record, "partner-api/v1/holder-by-card");

    /// <summary>Wraps a record's data key, to open it by person; context: the normalized name and birth date.</summary>
    public static readonly KeyLabel HolderByPerson = new(Secret.Record, "partner-api/v1/holder-by-person");

    /// <summary>The tag by which a person is found; context: the normalized name and birth date.</summary>
    public static readonly KeyLabel PersonTag = new(Secret.Record, "partner-api/v1/person-tag");

    /// <summary>The fingerprint by which an import detects a changed name or birth date; context: the birth date as YYYY-MM-DD, and the unchanged name.</summary>
    public static readonly KeyLabel PersonFingerprint = new(Secret.Record, "partner-api/v1/person-fingerprint");
}
