using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Core;
using PartnerApi.Identity.Keys;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Credentials;

/// <summary>A client in listings. It holds nothing secret.</summary>
public sealed record ClientListing(string Id, string Partner, PartnerStatus Status, bool HasSecret, IReadOnlyList<ClientKey> Keys);

/// <summary>
/// Changes clients and their credentials. Each transaction also raises the directory's generation, so that a running gateway applies the change to its next
/// request. A refused change throws <see cref="RefusedException"/> with one line for the operator.
/// </summary>
public sealed class ClientRegistry(
    GatewayWriter writer,
    IDbContextFactory<GatewayDbContext> contexts,
    OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication> applications)
{
    private const int SecretLength = 32;

    /// <summary>All clients, ordered by partner and name. Accounts are not included; 'accounts list' shows them.</summary>
    public async Task<IReadOnlyList<ClientListing>> ListAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var credentials = await context.Set<OpenIddictEntityFrameworkCoreApplication>().AsNoTracking()
            .ToDictionaryAsync(row => row.ClientId!, cancel);
        var clients = await context.Set<Client>().AsNoTracking()
            .Where(client => !context.Set<Account>().Any(account => account.Name == client.Id))
            .OrderBy(client => client.PartnerId).ThenBy(client => client.Id).ToListAsync(cancel);
        return [.. clients.Select(client => List(client, credentials.GetValueOrDefault(client.Id)))];
    }

    /// <summary>A new secret of 256 random bits in 43 characters.</summary>
    public static string NewSecret() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretLength));

    /// <summary>Adds a client with a secret, of which only a hash is stored.</summary>
    public async Task AddAsync(string clientId, string partnerId, string secret, CancellationToken cancel)
    {
        var hash = await ((ClientApplications)applications).HashAsync(secret);
        await AddAsync(clientId, partnerId, credentials => credentials.ClientSecret = hash, cancel);
    }

    /// <summary>Adds a client with a public key (<c>private_key_jwt</c>).</summary>
    public Task AddAsync(string clientId, string partnerId, VerificationKey key, DateTimeOffset? expiresAt, CancellationToken cancel) =>
        AddAsync(clientId, partnerId, credentials => credentials.JsonWebKeySet = ClientKeys.Add(null, key, expiresAt), cancel);

    /// <summary>Suspends or resumes a client.</summary>
    public Task SetStatusAsync(string clientId, PartnerStatus status, CancellationToken cancel) => writer.WriteAsync(
        context =>
        {
            // Accounts have a client too, without credentials.
            Find(context, clientId).Status = status;
            context.RaiseDirectory();
        },
        cancel);

    /// <summary>Adds a public key to a client, beside its other keys, so that keys can be rotated.</summary>
    public Task AddKeyAsync(string clientId, VerificationKey key, DateTimeOffset? expiresAt, CancellationToken cancel) => ChangeAsync(
        clientId,
        credentials =>
        {
            if (ClientKeys.List(credentials.JsonWebKeySet).Any(known => known.Id == key.Id))
                throw new RefusedException($"The client '{clientId}' already has a key '{key.Id}'. Remove that key first.");
            credentials.JsonWebKeySet = ClientKeys.Add(credentials.JsonWebKeySet, key, expiresAt);
        },
        cancel);

    /// <summary>Removes a public key.</summary>
    public Task RemoveKeyAsync(string clientId, string keyId, CancellationToken cancel) => ChangeAsync(
        clientId,
        credentials =>
        {
            if (ClientKeys.List(credentials.JsonWebKeySet).All(known => known.Id != keyId))
                throw new RefusedException($"The client '{clientId}' has no key '{keyId}'. Run 'clients list' to see its keys.");
            credentials.JsonWebKeySet = ClientKeys.Remove(credentials.JsonWebKeySet!, keyId);
        },
        cancel);

    private Task AddAsync(string clientId, string partnerId, Action<OpenIddictEntityFrameworkCoreApplication> setCredentials, CancellationToken cancel)
    {
        if (!ShortNames.Allow(clientId)) throw new RefusedException($"A client id must have {ShortNames.Rule}.");
        return writer.WriteAsync(
            context =>
            {
                if (context.Find<Partner>(partnerId) is null) throw PartnerRegistry.Unknown(partnerId);
                if (clientId == StatisticsClient.Id || context.Find<Client>(clientId) is not null)
                    throw new RefusedException($"The client '{clientId}' already exists.");
                var credentials = new OpenIddictEntityFrameworkCoreApplication { Id = clientId, ClientId = clientId, ClientType = "confidential" };
                setCredentials(credentials);
                context.Add(new Client { Id = clientId, PartnerId = partnerId, Status = PartnerStatus.Active });
                context.Add(credentials);
                context.RaiseDirectory();
            },
            cancel);
    }

    private Task ChangeAsync(string clientId, Action<OpenIddictEntityFrameworkCoreApplication> change, CancellationToken cancel) => writer.WriteAsync(
        context =>
        {
            Find(context, clientId);
            var credentials = context.Set<OpenIddictEntityFrameworkCoreApplication>().SingleOrDefault(row => row.ClientId == clientId)
                ?? throw new RefusedException($"The client {clientId} has no credentials.");
            change(credentials);
            credentials.ConcurrencyToken = RandomNumberGenerator.GetHexString(32);
            context.RaiseDirectory();
        },
        cancel);

    private static Client Find(GatewayDbContext context, string clientId) =>
        context.Find<Client>(clientId) ?? throw new RefusedException($"The client '{clientId}' does not exist. Run 'clients list' to see all clients.");

    private static ClientListing List(Client client, OpenIddictEntityFrameworkCoreApplication? credentials) =>
        new(client.Id, client.PartnerId, client.Status, credentials?.ClientSecret is not null, ClientKeys.List(credentials?.JsonWebKeySet));
}
