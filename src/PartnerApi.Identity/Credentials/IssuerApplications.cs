using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;

namespace PartnerApi.Identity.Credentials;

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
