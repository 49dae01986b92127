using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Core;
using PartnerApi.Identity.Keys;
using PartnerApi.Identity.SignIn;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Issuer;

/// <summary>A client as it is listed. Nothing here is secret.</summary>
public sealed record ClientListing(string Id, string Partner, PartnerStatus Status, bool HasSecret, IReadOnlyList<ClientKey> Keys);

/// <summary>
/// Changes clients and their credentials, in one transaction each with the directory's generation, so that a running gateway knows at its next
/// question. What it refuses, it says in one line for the operator.
/// </summary>
public sealed class ClientRegistry(
    GatewayWriter writer,
    IDbContextFactory<GatewayDbContext> contexts,
    OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication> applications)
{
    private const int SecretLength = 32;

    /// <summary>All clients, by partner and name. People's accounts are not included; 'accounts list' shows them.</summary>
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

    /// <summary>A new secret of 256 random bits, as 43 characters.</summary>
    public static string NewSecret() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretLength));

    /// <summary>Adds a client that proves who it is by a secret, of which only a hash is kept.</summary>
    public async Task AddAsync(string clientId, string partnerId, string secret, CancellationToken cancel)
    {
        var hash = await ((ClientApplications)applications).HashAsync(secret);
        await AddAsync(clientId, partnerId, credentials => credentials.ClientSecret = hash, cancel);
    }

    /// <summary>Adds a client that proves who it is by a key (<c>private_key_jwt</c>).</summary>
    public Task AddAsync(string clientId, string partnerId, VerificationKey key, DateTimeOffset? expiresAt, CancellationToken cancel) =>
        AddAsync(clientId, partnerId, credentials => credentials.JsonWebKeySet = ClientKeys.Add(null, key, expiresAt), cancel);

    /// <summary>Suspends or resumes a client.</summary>
    public Task SetStatusAsync(string clientId, PartnerStatus status, CancellationToken cancel) => writer.WriteAsync(
        context =>
        {
            // A person's client too, which has no credentials here.
            Find(context, clientId).Status = status;
            context.RaiseDirectory();
        },
        cancel);

    /// <summary>Adds a public key to those the client has.</summary>
    public Task AddKeyAsync(string clientId, VerificationKey key, DateTimeOffset? expiresAt, CancellationToken cancel) => ChangeAsync(
        clientId,
        credentials =>
        {
            if (ClientKeys.List(credentials.JsonWebKeySet).Any(known => known.Id == key.Id))
                throw new RefusedException($"The client {clientId} has a key {key.Id} already.");
            credentials.JsonWebKeySet = ClientKeys.Add(credentials.JsonWebKeySet, key, expiresAt);
        },
        cancel);

    /// <summary>Removes a public key.</summary>
    public Task RemoveKeyAsync(string clientId, string keyId, CancellationToken cancel) => ChangeAsync(
        clientId,
        credentials =>
        {
            if (ClientKeys.List(credentials.JsonWebKeySet).All(known => known.Id != keyId))
                throw new RefusedException($"The client {clientId} has no key {keyId}.");
            credentials.JsonWebKeySet = ClientKeys.Remove(credentials.JsonWebKeySet!, keyId);
        },
        cancel);

    private Task AddAsync(string clientId, string partnerId, Action<OpenIddictEntityFrameworkCoreApplication> prove, CancellationToken cancel)
    {
        if (!ShortNames.Allow(clientId)) throw new RefusedException($"A client id has {ShortNames.Rule}.");
        return writer.WriteAsync(
            context =>
            {
                if (context.Find<Partner>(partnerId) is null) throw new RefusedException($"There is no partner {partnerId}.");
                if (clientId == StatisticsClient.Id || context.Find<Client>(clientId) is not null)
                    throw new RefusedException($"There is a client {clientId} already.");
                var credentials = new OpenIddictEntityFrameworkCoreApplication { Id = clientId, ClientId = clientId, ClientType = "confidential" };
                prove(credentials);
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
        context.Find<Client>(clientId) ?? throw new RefusedException($"There is no client {clientId}.");

    private static ClientListing List(Client client, OpenIddictEntityFrameworkCoreApplication? credentials) =>
        new(client.Id, client.PartnerId, client.Status, credentials?.ClientSecret is not null, ClientKeys.List(credentials?.JsonWebKeySet));
}
