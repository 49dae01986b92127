namespace PartnerApi.Ledger;

/// <summary>Where the ledger is.</summary>
/// <param name="Path">The folder of the segments.</param>
public sealed record LedgerFolder(string Path);
