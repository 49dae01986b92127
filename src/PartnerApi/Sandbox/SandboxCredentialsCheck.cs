using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Sandbox;

/// <summary>
/// Stops a start outside the sandbox on a database that a sandbox has filled, for instance in one mistaken start: anyone knows the credentials of its clients.
/// </summary>
internal sealed class SandboxCredentialsCheck(IDbContextFactory<GatewayDbContext> contexts) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var published = context.Set<OpenIddictEntityFrameworkCoreApplication>()
            .Where(row => row.ClientSecret == SandboxPartners.SecretHash || row.JsonWebKeySet == SandboxPartners.Keyed.PublicKeys).Select(row => row.ClientId)
            .Concat(context.Set<Account>().Where(account => account.PasswordHash == SandboxPartners.AnalystPasswordHash).Select(account => account.Name));
        var active = await context.Set<Client>()
            .Where(client => client.Status == PartnerStatus.Active && published.Contains(client.Id)).Select(client => client.Id).Order()
            .ToListAsync(cancellationToken);
        if (active.Count == 0) return;
        throw new SettingException(
            SandboxMode.Variable,
            $"the database has active clients of the sandbox, whose secrets and keys are published: {string.Join(", ", active)}. "
            + "Use another data folder, or suspend each with 'clients suspend'.");
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
