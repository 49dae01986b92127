using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Policy.Rules;
using PartnerApi.Storage;

namespace PartnerApi.Benefits;

/// <summary>A change of a benefit; null leaves a property unchanged.</summary>
/// <param name="Name">The name to display.</param>
/// <param name="Rule">An <see cref="EligibilityRule"/> as JSON.</param>
/// <param name="Usage">A <see cref="UsageRule"/> as JSON; <see cref="UsageRule.OnceEver"/> is the default for a new benefit.</param>
/// <param name="From">The first day of the offer.</param>
/// <param name="Until">The last day of the offer.</param>
/// <param name="NoEnd">Removes the last day.</param>
internal sealed record BenefitChange(string? Name, string? Rule, string? Usage, DateOnly? From, DateOnly? Until, bool NoEnd);

/// <summary>A benefit after a change.</summary>
/// <param name="Benefit">Its new state.</param>
/// <param name="IsNew">Whether the change added it.</param>
internal sealed record SavedBenefit(Benefit Benefit, bool IsNew);

/// <summary>
/// Changes benefits. Each change shares a transaction with the directory's generation, so that a running gateway applies it to the next request. A
/// benefit is never deleted, only ended, so that earlier answers about it remain explicable.
/// </summary>
internal sealed class BenefitRegistry(GatewayWriter writer, IDbContextFactory<GatewayDbContext> contexts)
{
    /// <summary>The most characters of a benefit's name.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Lists all benefits, ordered by id.</summary>
    public async Task<IReadOnlyList<Benefit>> ListAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<Benefit>().AsNoTracking().OrderBy(benefit => benefit.Id).ToListAsync(cancel);
    }

    /// <summary>Adds or changes a benefit.</summary>
    public async Task<Outcome<SavedBenefit, BenefitRejection>> SetAsync(string id, BenefitChange change, CancellationToken cancel)
    {
        if (!ShortNames.Allow(id)) return new BenefitRejection.InvalidId();
        if (change.Name is { } name && (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl) || name != name.Trim()))
            return new BenefitRejection.InvalidName();
        string? rule = null, usage = null;
        if (change.Rule is { } json && Problem(() => rule = EligibilityRule.Parse(json).ToJson()) is { } inRule) return new BenefitRejection.InvalidRule(inRule);
        if (change.Usage is { } text && Problem(() => usage = UsageRule.Parse(text).ToJson()) is { } inUsage) return new BenefitRejection.InvalidUsage(inUsage);
        return await writer.WriteAsync<Outcome<SavedBenefit, BenefitRejection>>(
            context =>
            {
                var known = context.Find<Benefit>(id);
                if ((known ?? Create(id, change, rule)) is not { } benefit) return new BenefitRejection.UnknownBenefit(id);
                var from = change.From ?? benefit.From;
                var until = change.NoEnd ? null : change.Until ?? benefit.Until;
                if (until < from) return new BenefitRejection.EndsBeforeFirstDay();

                if (known is null) context.Add(benefit);
                benefit.Name = change.Name ?? benefit.Name;
                benefit.Rule = rule ?? benefit.Rule;
                benefit.Usage = usage ?? benefit.Usage;
                benefit.From = from;
                benefit.Until = until;
                context.RaiseDirectory();
                return new SavedBenefit(benefit, known is null);
            },
            cancel);
    }

    // Null if a new benefit lacks a name, a rule, or a first day.
    private static Benefit? Create(string id, BenefitChange change, string? rule) => change.Name is { } name && rule is not null && change.From is { } from
        ? new Benefit { Id = id, Name = name, Rule = rule, Usage = UsageRule.OnceEver.ToJson(), From = from }
        : null;

    private static string? Problem(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }
}
