using System.Collections.Frozen;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>A client with all data that decides its access, for the hot path.</summary>
/// <param name="ClientId">The OAuth client id.</param>
/// <param name="PartnerId">The partner's short name.</param>
/// <param name="PartnerName">The partner's name.</param>
/// <param name="Audience">The audience, which selects the schema.</param>
/// <param name="Terms">The input of the agreement gate.</param>
/// <param name="Benefits">The ids of the agreed benefits.</param>
/// <param name="SectorKey">The opened key of the partner's pairwise subjects.</param>
/// <param name="Limits">The limits that the agreement sets.</param>
/// <param name="Generation">The directory's generation of the entry.</param>
public sealed record ClientEntry(
    string ClientId, string PartnerId, string PartnerName, Audience Audience, AgreementTerms Terms, FrozenSet<string> Benefits, byte[] SectorKey,
    AgreedLimits Limits, long Generation)
{
    /// <summary>The partner's counters; null until the first request with this entry.</summary>
    public PartnerCounters? Counters { get; set; }

    /// <summary>Returns only the client's id, because the record holds a key.</summary>
    public override string ToString() => ClientId;
}

/// <summary>All clients as of one generation of the directory.</summary>
public sealed class DirectorySnapshot(long generation, FrozenDictionary<string, ClientEntry> clients)
{
    /// <summary>The generation of the snapshot.</summary>
    public long Generation { get; } = generation;

    /// <summary>Finds a client; null if it does not exist.</summary>
    public ClientEntry? FindClient(string clientId) => clients.GetValueOrDefault(clientId);
}

/// <summary>
/// Caches partners, agreements and clients in memory. Every request compares the generation with that of its own snapshot of the store, so that a change
/// by a command in another process applies to the next request.
/// </summary>
public sealed class PartnerDirectory(Store store, SectorKeys sectorKeys)
{
    // The places of the columns in this list are in Entry.
    private static readonly Query Clients = new(
        """
        SELECT c."Id", c."Status", p."Id", p."Name", p."Audience", p."Status", p."SectorKey",
            a."Status", a."From", a."Until", a."Purposes", a."Benefits",
            a."AnswersPerHour", a."AnswersPerDay", a."RequestsPerSecond", a."Concurrent", a."ReceiptsPerRequest"
        FROM "Clients" c JOIN "Partners" p ON p."Id" = c."PartnerId" LEFT JOIN "Agreements" a ON a."PartnerId" = p."Id"
        """);

    private static readonly AgreementTerms NoAgreement = new(false, false, false, DateOnly.MaxValue, null, FrozenSet<Purpose>.Empty);

    private readonly Lock loading = new();
    private volatile DirectorySnapshot? latest;

    /// <summary>
    /// The directory at the generation of a session, or a newer one. A session without a transaction relies on the last known one, which its reads confirm.
    /// </summary>
    /// <exception cref="SnapshotOutdatedException">The session relied on an earlier state of the store.</exception>
    public DirectorySnapshot Current(ReadSession session)
    {
        if (session.HasTransaction || latest is not { } known) return Current(session.Generation(DirectoryGeneration.Name));
        session.Assume(DirectoryGeneration.Name, known.Generation);
        return known;
    }

    /// <summary>The directory at a generation, or a newer one.</summary>
    public DirectorySnapshot Current(long generation) => latest is { } known && known.Generation >= generation ? known : Reload(generation);

    /// <summary>
    /// A client as of the last load of the directory: enough to find the partner of a request, but not to decide access. Null if the client was not known
    /// then.
    /// </summary>
    public ClientEntry? LastKnown(string clientId) => latest?.FindClient(clientId);

    /// <summary>Reads the current directory from the store.</summary>
    public DirectorySnapshot Load() => store.Read(connection =>
    {
        var generation = connection.Generations.Of(DirectoryGeneration.Name);
        var clients = new List<ClientEntry>();
        var row = connection.Statement(Clients);
        while (row.Step()) clients.Add(Entry(row, generation));
        row.Reset();
        return new DirectorySnapshot(generation, clients.ToFrozenDictionary(client => client.ClientId, StringComparer.Ordinal));
    });

    private DirectorySnapshot Reload(long generation)
    {
        lock (loading)
        {
            if (latest is { } known && known.Generation >= generation) return known;
            return latest = Load();
        }
    }

    private ClientEntry Entry(Statement row, long generation)
    {
        var (partnerId, audienceName) = (row.Text(2), row.Text(4));
        var audience = Audiences.Find(audienceName)
            ?? throw new InvalidOperationException($"The partner '{partnerId}' has the unknown audience '{audienceName}'.");
        var hasAgreement = !row.IsNull(7);
        var terms = !hasAgreement ? NoAgreement : new AgreementTerms(
            IsActive(row, 5), IsActive(row, 1), IsActive(row, 7),
            row.Day(8)!.Value, row.Day(9),
            AgreementTable.PurposesIn(row.Text(10)).ToFrozenSet());
        var limits = !hasAgreement ? AgreedLimits.None : new AgreedLimits(Limit(row, 12), Limit(row, 13), Limit(row, 14), Limit(row, 15), Limit(row, 16));
        var benefits = hasAgreement ? AgreementTable.BenefitsIn(row.Text(11)) : [];
        return new ClientEntry(
            row.Text(0), partnerId, row.Text(3), audience, terms, benefits.ToFrozenSet(StringComparer.Ordinal),
            sectorKeys.Open(partnerId, row.Blob(6)), limits, generation);
    }

    private static bool IsActive(Statement row, int column) => row.Text(column) == nameof(PartnerStatus.Active);

    private static int? Limit(Statement row, int column) => row.IsNull(column) ? null : checked((int)row.Int64(column));
}
