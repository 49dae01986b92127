using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Sandbox;

/// <summary>
/// Fails a start outside the sandbox if the database has active clients with published credentials, for example after a mistaken start as a sandbox.
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
            $"the database has active clients with published secrets or keys of the sandbox: {string.Join(", ", found)}. "
            + "Use another data folder, or suspend each with 'clients suspend'.");
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
