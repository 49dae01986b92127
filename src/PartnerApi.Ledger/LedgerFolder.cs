namespace PartnerApi.Ledger;

/// <summary>The location of the ledger.</summary>
/// <param name="Path">The folder of the segments.</param>
public sealed record LedgerFolder(string Path);
