using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;

namespace PartnerApi.Identity.Credentials;

/// <summary>Reads the credentials of clients like OpenIddict, but without expired public keys (<see cref="ClientKeys"/>).</summary>
internal class ClientApplications(
    IOpenIddictApplicationCache<OpenIddictEntityFrameworkCoreApplication> cache,
    ILogger<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<OpenIddictEntityFrameworkCoreApplication> store,
    TimeProvider time)
    : OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>(cache, logger, options, store)
{
    private static string? hashOfNothing;

    /// <summary>The salted hash of a secret, in its stored form.</summary>
    public ValueTask<string> HashAsync(string secret) => ObfuscateClientSecretAsync(secret);

    /// <summary>Does the work of checking a secret, against a hash that matches none.</summary>
    public async ValueTask CheckInVainAsync(string secret)
    {
        hashOfNothing ??= await ObfuscateClientSecretAsync(RandomNumberGenerator.GetHexString(32));
        await ValidateClientSecretAsync(secret, hashOfNothing);
    }

    /// <inheritdoc/>
    public override async ValueTask<JsonWebKeySet?> GetJsonWebKeySetAsync(
        OpenIddictEntityFrameworkCoreApplication application, CancellationToken cancellationToken = default) =>
        await base.GetJsonWebKeySetAsync(application, cancellationToken) is { } keys ? ClientKeys.WithoutExpired(keys, time.GetUtcNow()) : null;
}

/// <summary>The issuer's clients: the stored ones and <see cref="StatisticsClient"/>.</summary>
internal class IssuerApplications(
    IOpenIddictApplicationCache<OpenIddictEntityFrameworkCoreApplication> cache,
    ILogger<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<OpenIddictEntityFrameworkCoreApplication> store,
    TimeProvider time,
    TokenSettings settings)
    : ClientApplications(cache, logger, options, store, time)
{
    private readonly OpenIddictEntityFrameworkCoreApplication statistics = StatisticsClient.At(settings.Issuer);

    /// <inheritdoc/>
    public override ValueTask<OpenIddictEntityFrameworkCoreApplication?> FindByClientIdAsync(
        string identifier, CancellationToken cancellationToken = default) =>
        identifier == StatisticsClient.Id ? new(statistics) : base.FindByClientIdAsync(identifier, cancellationToken);
}
