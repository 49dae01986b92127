using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>A client with all that decides what it may ask, ready for the hot path.</summary>
/// <param name="ClientId">Its OAuth client id.</param>
/// <param name="PartnerId">Its partner's short name.</param>
/// <param name="PartnerName">Its partner's name.</param>
/// <param name="Audience">Which schema it sees.</param>
/// <param name="Terms">What the agreement gate decides on.</param>
/// <param name="Benefits">Ids of the benefits agreed.</param>
/// <param name="SectorKey">The opened key of the partner's pairwise subjects.</param>
/// <param name="Limits">The limits that the agreement sets.</param>
/// <param name="Generation">The directory's generation that the entry is of.</param>
internal sealed record ClientEntry(
    string ClientId, string PartnerId, string PartnerName, Audience Audience, AgreementTerms Terms, FrozenSet<string> Benefits, byte[] SectorKey,
    AgreedLimits Limits, long Generation)
{
    /// <summary>What is counted of the partner; null until the first request with this entry.</summary>
    public PartnerMeter? Meter { get; set; }

    /// <summary>The client's id only: the record holds a key.</summary>
    public override string ToString() => ClientId;
}

/// <summary>All clients as of one generation of the directory.</summary>
internal sealed class DirectorySnapshot(long generation, FrozenDictionary<string, ClientEntry> clients)
{
    /// <summary>The generation at which it was read.</summary>
    public long Generation { get; } = generation;

    /// <summary>Finds a client.</summary>
    public ClientEntry? FindClient(string clientId) => clients.GetValueOrDefault(clientId);
}

/// <summary>
/// Partners, agreements and clients in memory. Every question compares one number of its own snapshot of the store, so that a change by
/// a command in another process holds from the next question on.
/// </summary>
internal sealed class PartnerDirectory(IDbContextFactory<GatewayDbContext> contexts, SectorKeys sectorKeys)
{
    private static readonly AgreementTerms NoAgreement = new(false, false, false, DateOnly.MaxValue, null, FrozenSet<Purpose>.Empty);

    private readonly Lock loading = new();
    private volatile DirectorySnapshot? latest;

    /// <summary>The directory as a question has to see it.</summary>
    public DirectorySnapshot Current(ReadSession session) => Current(session.Generation(DirectoryGeneration.Name));

    /// <summary>The directory at one generation, or a newer one.</summary>
    public DirectorySnapshot Current(long generation) => latest is { } known && known.Generation >= generation ? known : Reload(generation);

    /// <summary>
    /// A client as it was when the directory was last read: enough to find the partner whose request it is, not to decide what it may ask. Null for a
    /// client that is not known yet.
    /// </summary>
    public ClientEntry? LastKnown(string clientId) => latest?.FindClient(clientId);

    /// <summary>The directory as it is now, read afresh.</summary>
    public DirectorySnapshot Load()
    {
        using var context = contexts.CreateDbContext();
        using var transaction = context.BeginRead();
        var generation = context.Set<Generation>().AsNoTracking().Single(row => row.Name == DirectoryGeneration.Name).Value;
        var partners = context.Set<Partner>().AsNoTracking().Include(partner => partner.Agreement).Include(partner => partner.Clients).AsSplitQuery().ToList();
        var clients = partners.SelectMany(partner => partner.Clients.Select(client => Entry(partner, client, generation)));
        return new DirectorySnapshot(generation, clients.ToFrozenDictionary(client => client.ClientId, StringComparer.Ordinal));
    }

    private DirectorySnapshot Reload(long generation)
    {
        lock (loading)
        {
            if (latest is { } known && known.Generation >= generation) return known;
            return latest = Load();
        }
    }

    private ClientEntry Entry(Partner partner, Client client, long generation)
    {
        var audience = Audiences.Find(partner.Audience)
            ?? throw new InvalidOperationException($"The partner '{partner.Id}' has the unknown audience '{partner.Audience}'.");
        var terms = partner.Agreement is not { } agreement ? NoAgreement : new AgreementTerms(
            partner.Status == PartnerStatus.Active,
            client.Status == PartnerStatus.Active,
            agreement.Status == PartnerStatus.Active,
            agreement.From,
            agreement.Until,
            agreement.Purposes.ToFrozenSet());
        var benefits = (partner.Agreement?.Benefits ?? []).ToFrozenSet(StringComparer.Ordinal);
        return new ClientEntry(
            client.Id, partner.Id, partner.Name, audience, terms, benefits, sectorKeys.Open(partner),
            partner.Agreement?.Limits ?? AgreedLimits.None, generation);
    }
}
