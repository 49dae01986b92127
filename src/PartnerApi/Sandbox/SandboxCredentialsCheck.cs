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
internal sealed class SandboxCredentialsCheck(IDbContextFactory<GatewayDbContext> contexts, PublishedCredentials published) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var active = await context.Set<Client>().AsNoTracking()
            .Where(client => client.Status == PartnerStatus.Active).Select(client => client.Id).ToHashSetAsync(cancellationToken);
        var clients = await context.Set<OpenIddictEntityFrameworkCoreApplication>().AsNoTracking().ToListAsync(cancellationToken);
        var accounts = await context.Set<Account>().AsNoTracking().ToListAsync(cancellationToken);
        string[] found =
        [
            .. clients.Where(published.Include).Select(client => client.ClientId!).Concat(accounts.Where(published.Include).Select(account => account.Name))
                .Where(active.Contains).Order(StringComparer.Ordinal),
        ];
        if (found.Length == 0) return;
        throw new SettingException(
            SandboxMode.Variable,
            $"the database has active clients with a secret or key of the sandbox, which are published: {string.Join(", ", found)}. "
            + "Use another data folder, or suspend each with 'clients suspend'.");
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
