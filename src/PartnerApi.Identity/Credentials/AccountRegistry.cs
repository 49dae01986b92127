using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Credentials;

/// <summary>An account in listings. It holds nothing secret.</summary>
public sealed record AccountListing(string Name, string Partner, PartnerStatus Status);

/// <summary>
/// Adds and removes the accounts of people, each with its client of the same name. Each transaction also raises the directory's generation, so that the
/// tokens of a removed account are refused immediately. A refused change throws <see cref="RefusedException"/> with one line for the operator.
/// </summary>
public sealed class AccountRegistry(GatewayWriter writer, IDbContextFactory<GatewayDbContext> contexts)
{
    /// <summary>All accounts, ordered by partner and name.</summary>
    public async Task<IReadOnlyList<AccountListing>> ListAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<Account>().AsNoTracking()
            .Join(context.Set<Client>(), account => account.Name, client => client.Id, (_, client) => client)
            .OrderBy(client => client.PartnerId).ThenBy(client => client.Id)
            .Select(client => new AccountListing(client.Id, client.PartnerId, client.Status)).ToListAsync(cancel);
    }

    /// <summary>Adds an account to a partner whose audience has accounts.</summary>
    public Task AddAsync(string name, string partnerId, string password, CancellationToken cancel)
    {
        if (!ShortNames.Allow(name)) throw new RefusedException($"An account name must have {ShortNames.Rule}.");
        if (password.Length < AccountPasswords.MinLength)
            throw new RefusedException($"A password must have at least {AccountPasswords.MinLength} characters.");
        var hash = AccountPasswords.Hash(password);
        return writer.WriteAsync(
            context =>
            {
                var partner = context.Find<Partner>(partnerId) ?? throw PartnerRegistry.Unknown(partnerId);
                if (partner.Audience != StatisticsClient.Audience)
                {
                    throw new RefusedException(
                        $"Only partners of the audience {StatisticsClient.Audience} have accounts; {partnerId} has the audience {partner.Audience}.");
                }

                if (name == StatisticsClient.Id || context.Find<Client>(name) is not null)
                    throw new RefusedException($"A client or account '{name}' already exists. Choose another name.");
                Add(context, name, partnerId, hash);
            },
            cancel);
    }

    /// <summary>Adds the rows of an account, without checks of its password.</summary>
    public static void Add(GatewayDbContext context, string name, string partnerId, string passwordHash)
    {
        context.Add(new Client { Id = name, PartnerId = partnerId });
        context.Add(new Account { Name = name, PasswordHash = passwordHash });
        context.RaiseDirectory();
    }

    /// <summary>Removes an account.</summary>
    public Task RemoveAsync(string name, CancellationToken cancel) => writer.WriteAsync(
        context =>
        {
            context.Remove(context.Find<Account>(name) ?? throw new RefusedException($"The account '{name}' does not exist. Run 'accounts list' to see all accounts."));
            if (context.Find<Client>(name) is { } client) context.Remove(client);
            context.RaiseDirectory();
        },
        cancel);
}
