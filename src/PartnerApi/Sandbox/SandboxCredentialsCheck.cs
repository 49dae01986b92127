using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Sandbox;

/// <summary>
/// Fails a start outside the sandbox if the database has active clients with published credentials, for example after a mistaken start as a sandbox.
/// </summary>
internal sealed class SandboxCredentialsCheck(Store store, PublishedCredentials published) : IHostedService
{
    // Each active client with its secret, keys, and password.
    private static readonly Query Active = new(
        """
        SELECT c."Id", a."ClientSecret", a."JsonWebKeySet", p."PasswordHash" FROM "Clients" c
        LEFT JOIN "ClientCredentials" a ON a."ClientId" = c."Id" LEFT JOIN "Accounts" p ON p."Name" = c."Id"
        WHERE c."Status" = $1
        """);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var found = store.Read(Find);
        if (found.Count == 0) return Task.CompletedTask;
        throw new SettingException(
            SandboxMode.Variable,
            $"the database has active clients with published secrets or keys of the sandbox: {string.Join(", ", found.Order(StringComparer.Ordinal))}. "
            + "Use another data folder, or suspend each with 'clients suspend'.");
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private List<string> Find(StoreConnection connection)
    {
        var found = new List<string>();
        var row = connection.Statement(Active).Bind(1, nameof(PartnerStatus.Active));
        while (row.Step())
        {
            if (published.IncludeAny(secretHash: row.Text(1), keys: row.Text(2), passwordHash: row.Text(3))) found.Add(row.Text(0));
        }
        row.Reset();
        return found;
    }
}
