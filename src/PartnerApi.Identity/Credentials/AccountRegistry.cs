using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Credentials;

/// <summary>An account in listings. It holds nothing secret.</summary>
public sealed record AccountListing(string Name, string Partner, PartnerStatus Status);

/// <summary>
/// Adds and removes the accounts of people, each with its client of the same name. Each transaction also raises the directory's generation, so that the
/// tokens of a removed account are refused immediately. A change returns the account, or why it was rejected.
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
    public async Task<Outcome<AccountListing, AccountRejection>> AddAsync(string name, string partnerId, string password, CancellationToken cancel)
    {
        if (!ShortNames.Allow(name)) return new AccountRejection.InvalidName();
        if (password.Length < AccountPasswords.MinLength) return new AccountRejection.PasswordTooShort(AccountPasswords.MinLength);
        var hash = AccountPasswords.Hash(password);
        return await writer.WriteAsync<Outcome<AccountListing, AccountRejection>>(
            context =>
            {
                if (context.Find<Partner>(partnerId) is not { } partner) return new AccountRejection.UnknownPartner(partnerId);
                if (partner.Audience != StatisticsClient.Audience)
                    return new AccountRejection.AudienceWithoutAccounts(partnerId, partner.Audience, StatisticsClient.Audience);
                if (name == StatisticsClient.Id || context.Find<Client>(name) is not null) return new AccountRejection.NameTaken(name);
                return List(Add(context, name, partnerId, hash));
            },
            cancel);
    }

    /// <summary>Adds the rows of an account, without checks of its password, and returns its client.</summary>
    public static Client Add(GatewayDbContext context, string name, string partnerId, string passwordHash)
    {
        var client = context.Add(new Client { Id = name, PartnerId = partnerId }).Entity;
        context.Add(new Account { Name = name, PasswordHash = passwordHash });
        context.RaiseDirectory();
        return client;
    }

    /// <summary>Removes an account.</summary>
    public Task<Outcome<AccountListing, AccountRejection>> RemoveAsync(string name, CancellationToken cancel) =>
        writer.WriteAsync<Outcome<AccountListing, AccountRejection>>(
            context =>
            {
                if (context.Find<Account>(name) is not { } account || context.Find<Client>(name) is not { } client)
                    return new AccountRejection.UnknownAccount(name);
                context.Remove(account);
                context.Remove(client);
                context.RaiseDirectory();
                return List(client);
            },
            cancel);

    private static AccountListing List(Client client) => new(client.Id, client.PartnerId, client.Status);
}
