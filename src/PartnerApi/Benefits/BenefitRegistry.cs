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

/// <summary>
/// Changes benefits. Each change shares a transaction with the directory's generation, so that a running gateway applies it to the next request. A
/// benefit is never deleted, only ended, so that earlier answers about it remain explicable.
/// </summary>
internal sealed class BenefitRegistry(GatewayWriter writer, IDbContextFactory<GatewayDbContext> contexts)
{
    private const int MaxNameLength = 200;

    /// <summary>Lists all benefits, ordered by id.</summary>
    public async Task<IReadOnlyList<Benefit>> ListAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<Benefit>().AsNoTracking().OrderBy(benefit => benefit.Id).ToListAsync(cancel);
    }

    /// <summary>Adds or changes a benefit, and returns the result.</summary>
    /// <exception cref="RefusedException">The change is not valid; nothing was changed.</exception>
    public Task<(Benefit Benefit, bool IsNew)> SetAsync(string id, BenefitChange change, CancellationToken cancel)
    {
        if (!ShortNames.Allow(id)) throw new RefusedException($"A benefit's id must have {ShortNames.Rule}.");
        if (change.Name is { } name && (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl) || name != name.Trim()))
            throw new RefusedException($"A benefit's name must have 1 to {MaxNameLength} characters, no control character, and no space at either end.");
        var rule = change.Rule is { } json ? Canonical("rule", () => EligibilityRule.Parse(json).ToJson()) : null;
        var usage = change.Usage is { } text ? Canonical("usage rule", () => UsageRule.Parse(text).ToJson()) : null;
        return writer.WriteAsync(
            context =>
            {
                var known = context.Find<Benefit>(id);
                var benefit = known ?? context.Add(Create(id, change, rule, usage)).Entity;
                benefit.Name = change.Name ?? benefit.Name;
                benefit.Rule = rule ?? benefit.Rule;
                benefit.Usage = usage ?? benefit.Usage;
                benefit.From = change.From ?? benefit.From;
                benefit.Until = change.NoEnd ? null : change.Until ?? benefit.Until;
                if (benefit.Until < benefit.From) throw new RefusedException("The benefit's last day is before its first day. Change --from or --until.");
                context.RaiseDirectory();
                return (benefit, known is null);
            },
            cancel);
    }

    private static Benefit Create(string id, BenefitChange change, string? rule, string? usage) =>
        change.Name is null || rule is null || change.From is null
            ? throw new RefusedException($"The benefit '{id}' does not exist. Give --name, --rule and --from to add it.")
            : new Benefit { Id = id, Name = change.Name, Rule = rule, Usage = usage ?? UsageRule.OnceEver.ToJson(), From = change.From.Value };

    private static string Canonical(string what, Func<string> read)
    {
        try
        {
            return read();
        }
        catch (FormatException error)
        {
            throw new RefusedException($"The {what} is not valid. {error.Message}");
        }
    }
}
