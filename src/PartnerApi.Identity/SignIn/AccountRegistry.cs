using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Storage;

namespace PartnerApi.Identity.SignIn;

/// <summary>An account as it is listed.</summary>
public sealed record AccountListing(string Name, string Partner, PartnerStatus Status);

/// <summary>
/// Adds and removes people's accounts, each together with its client of the same name, in one transaction with the directory's generation: who is
/// removed gets no further answer, also with a token that still lives. What it refuses, it says in one line for the operator.
/// </summary>
public sealed class AccountRegistry(GatewayWriter writer, IDbContextFactory<GatewayDbContext> contexts)
{
    /// <summary>All accounts, by partner and name.</summary>
    public async Task<IReadOnlyList<AccountListing>> ListAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<Account>().AsNoTracking()
            .Join(context.Set<Client>(), account => account.Name, client => client.Id, (_, client) => client)
            .OrderBy(client => client.PartnerId).ThenBy(client => client.Id)
            .Select(client => new AccountListing(client.Id, client.PartnerId, client.Status)).ToListAsync(cancel);
    }

    /// <summary>Adds an account to a partner of the audience that people sign in for.</summary>
    public Task AddAsync(string name, string partnerId, string password, CancellationToken cancel)
    {
        if (!ShortNames.Allow(name)) throw new RefusedException($"A name has {ShortNames.Rule}.");
        if (password.Length < AccountPasswords.MinLength)
            throw new RefusedException($"A password has at least {AccountPasswords.MinLength} characters.");
        var hash = AccountPasswords.Hash(password);
        return writer.WriteAsync(
            context =>
            {
                var partner = context.Find<Partner>(partnerId) ?? throw new RefusedException($"There is no partner {partnerId}.");
                if (partner.Audience != StatisticsClient.Audience)
                    throw new RefusedException($"People sign in for partners of the audience {StatisticsClient.Audience}; {partnerId} is of {partner.Audience}.");
                if (name == StatisticsClient.Id || context.Find<Client>(name) is not null)
                    throw new RefusedException($"There is a client or account {name} already.");
                Add(context, name, partnerId, hash);
            },
            cancel);
    }

    /// <summary>Adds the rows of an account, whatever its password is.</summary>
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
            context.Remove(context.Find<Account>(name) ?? throw new RefusedException($"There is no account {name}."));
            if (context.Find<Client>(name) is { } client) context.Remove(client);
            context.RaiseDirectory();
        },
        cancel);
}
