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
/// request. A change returns the client's new state, or why it was rejected.
/// </summary>
public sealed class ClientRegistry(
    GatewayWriter writer,
    IDbContextFactory<GatewayDbContext> contexts,
    OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication> applications,
    IEnumerable<PublishedCredentials> published)
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
    public async Task<Outcome<ClientListing, ClientRejection>> AddAsync(string clientId, string partnerId, string secret, CancellationToken cancel)
    {
        var hash = await ((ClientApplications)applications).HashAsync(secret);
        return await AddAsync(clientId, partnerId, credentials => credentials.ClientSecret = hash, cancel);
    }

    /// <summary>Adds a client with a public key (<c>private_key_jwt</c>).</summary>
    public async Task<Outcome<ClientListing, ClientRejection>> AddAsync(
        string clientId, string partnerId, VerificationKey key, DateTimeOffset? expiresAt, CancellationToken cancel) =>
        IsPublished(key)
            ? new ClientRejection.PublishedKey(key.Id)
            : await AddAsync(clientId, partnerId, credentials => credentials.JsonWebKeySet = ClientKeys.Add(null, key, expiresAt), cancel);

    /// <summary>Suspends or resumes a client. Accounts have a client too, without credentials. A client with published credentials is not resumed.</summary>
    public Task<Outcome<ClientListing, ClientRejection>> SetStatusAsync(string clientId, PartnerStatus status, CancellationToken cancel) =>
        writer.WriteAsync<Outcome<ClientListing, ClientRejection>>(
            context =>
            {
                if (context.Find<Client>(clientId) is not { } client) return new ClientRejection.UnknownClient(clientId);
                var credentials = FindCredentials(context, clientId);
                if (status == PartnerStatus.Active && IsPublished(credentials, context.Find<Account>(clientId)))
                    return new ClientRejection.PublishedCredentials(clientId);
                client.Status = status;
                context.RaiseDirectory();
                return List(client, credentials);
            },
            cancel);

    /// <summary>Adds a public key to a client.</summary>
    public Task<Outcome<ClientListing, ClientRejection>> AddKeyAsync(
        string clientId, VerificationKey key, DateTimeOffset? expiresAt, CancellationToken cancel) => ChangeAsync(
        clientId,
        credentials =>
        {
            if (IsPublished(key)) return new ClientRejection.PublishedKey(key.Id);
            if (ClientKeys.List(credentials.JsonWebKeySet).Any(known => known.Id == key.Id)) return new ClientRejection.KeyExists(clientId, key.Id);
            credentials.JsonWebKeySet = ClientKeys.Add(credentials.JsonWebKeySet, key, expiresAt);
            return null;
        },
        cancel);

    /// <summary>Removes a public key.</summary>
    public Task<Outcome<ClientListing, ClientRejection>> RemoveKeyAsync(string clientId, string keyId, CancellationToken cancel) => ChangeAsync(
        clientId,
        credentials =>
        {
            if (ClientKeys.List(credentials.JsonWebKeySet).All(known => known.Id != keyId)) return new ClientRejection.UnknownKey(clientId, keyId);
            credentials.JsonWebKeySet = ClientKeys.Remove(credentials.JsonWebKeySet!, keyId);
            return null;
        },
        cancel);

    private bool IsPublished(OpenIddictEntityFrameworkCoreApplication? credentials, Account? account) => published.Any(known =>
        known.IncludeAny(credentials?.ClientSecret, credentials?.JsonWebKeySet, account?.PasswordHash));

    private bool IsPublished(VerificationKey key) => published.Any(known => known.Include(key));

    private async Task<Outcome<ClientListing, ClientRejection>> AddAsync(
        string clientId, string partnerId, Action<OpenIddictEntityFrameworkCoreApplication> setCredentials, CancellationToken cancel)
    {
        if (!ShortNames.Allow(clientId)) return new ClientRejection.InvalidId();
        return await writer.WriteAsync<Outcome<ClientListing, ClientRejection>>(
            context =>
            {
                if (context.Find<Partner>(partnerId) is null) return new ClientRejection.UnknownPartner(partnerId);
                if (clientId == StatisticsClient.Id || context.Find<Client>(clientId) is not null) return new ClientRejection.AlreadyExists(clientId);
                var client = new Client { Id = clientId, PartnerId = partnerId, Status = PartnerStatus.Active };
                var credentials = new OpenIddictEntityFrameworkCoreApplication { Id = clientId, ClientId = clientId, ClientType = "confidential" };
                setCredentials(credentials);
                context.Add(client);
                context.Add(credentials);
                context.RaiseDirectory();
                return List(client, credentials);
            },
            cancel);
    }

    private Task<Outcome<ClientListing, ClientRejection>> ChangeAsync(
        string clientId, Func<OpenIddictEntityFrameworkCoreApplication, ClientRejection?> change, CancellationToken cancel) =>
        writer.WriteAsync<Outcome<ClientListing, ClientRejection>>(
            context =>
            {
                if (context.Find<Client>(clientId) is not { } client) return new ClientRejection.UnknownClient(clientId);
                if (FindCredentials(context, clientId) is not { } credentials) return new ClientRejection.NoCredentials(clientId);
                if (change(credentials) is { } rejection) return rejection;
                credentials.ConcurrencyToken = RandomNumberGenerator.GetHexString(32);
                context.RaiseDirectory();
                return List(client, credentials);
            },
            cancel);

    private static OpenIddictEntityFrameworkCoreApplication? FindCredentials(GatewayDbContext context, string clientId) =>
        context.Set<OpenIddictEntityFrameworkCoreApplication>().SingleOrDefault(row => row.ClientId == clientId);

    private static ClientListing List(Client client, OpenIddictEntityFrameworkCoreApplication? credentials) =>
        new(client.Id, client.PartnerId, client.Status, credentials?.ClientSecret is not null, ClientKeys.List(credentials?.JsonWebKeySet));
}
