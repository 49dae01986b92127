using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>A partner in listings. It holds nothing secret.</summary>
public sealed record PartnerListing(
    string Id, string Name, string Audience, PartnerStatus Status, AgreementListing? Agreement, IReadOnlyList<string> Clients);

/// <summary>An agreement in listings.</summary>
public sealed record AgreementListing(
    DateOnly From, DateOnly? Until, PartnerStatus Status, IReadOnlyList<Purpose> Purposes, IReadOnlyList<string> Benefits, AgreedLimits Limits);

/// <summary>A change of an agreement; null leaves a property unchanged.</summary>
/// <param name="Audience">The name of the audience, which selects the partner's schema.</param>
/// <param name="Purposes">The purposes that replace the agreed ones.</param>
/// <param name="Benefits">The ids of the benefits that replace the agreed ones.</param>
/// <param name="From">The first day on which the agreement is in force.</param>
/// <param name="Until">The last day, inclusive.</param>
/// <param name="NoEnd">Removes the last day.</param>
/// <param name="Limits">The limits to change; others stay.</param>
public sealed record AgreementChange(
    string? Audience, IReadOnlyList<Purpose>? Purposes, IReadOnlyList<string>? Benefits, DateOnly? From, DateOnly? Until, bool NoEnd,
    IReadOnlyList<LimitChange> Limits);

/// <summary>
/// Changes partners and their agreements. Each change shares a transaction with the directory's generation, so that a running gateway applies it to the
/// next request. A rejected change throws <see cref="RefusedException"/> with one line for the operator.
/// </summary>
public sealed class PartnerRegistry(
    GatewayWriter writer, IDbContextFactory<GatewayDbContext> contexts, SectorKeys sectorKeys, KnownBenefits benefits)
{
    private const int MaxNameLength = 200;

    /// <summary>Lists all partners, ordered by id.</summary>
    public async Task<IReadOnlyList<PartnerListing>> ListAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var partners = await WithAll(context).AsNoTracking().OrderBy(partner => partner.Id).ToListAsync(cancel);
        return [.. partners.Select(List)];
    }

    /// <summary>Returns one partner.</summary>
    public async Task<PartnerListing> ShowAsync(string id, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return List(Find(context, id));
    }

    /// <summary>Adds a partner with a new sector key and without an agreement, so that it gets no answers yet.</summary>
    public Task AddAsync(string id, string name, string audience, CancellationToken cancel)
    {
        if (!ShortNames.Allow(id)) throw new RefusedException($"A partner's id must have {ShortNames.Rule}.");
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl) || name != name.Trim())
            throw new RefusedException($"A partner's name must have 1 to {MaxNameLength} characters, no control character, and no space at either end.");
        RequireAudience(audience);
        return writer.WriteAsync(
            context =>
            {
                if (context.Set<Partner>().Any(partner => partner.Id == id)) throw new RefusedException($"The partner '{id}' already exists.");
                context.Add(new Partner { Id = id, Name = name, Audience = audience, SectorKey = sectorKeys.Create(id) });
                context.RaiseDirectory();
            },
            cancel);
    }

    /// <summary>Suspends or resumes a partner. Like every change, it returns the new state.</summary>
    public Task<PartnerListing> SetStatusAsync(string id, PartnerStatus status, CancellationToken cancel) =>
        ChangeAsync(id, (_, partner) => partner.Status = status, cancel);

    /// <summary>Suspends or resumes a partner's agreement.</summary>
    public Task<PartnerListing> SetAgreementStatusAsync(string id, PartnerStatus status, CancellationToken cancel) => ChangeAsync(
        id,
        (_, partner) =>
        {
            if (partner.Agreement is null) throw new RefusedException($"The partner '{id}' has no agreement.");
            partner.Agreement.Status = status;
        },
        cancel);

    /// <summary>Creates or changes a partner's agreement.</summary>
    public Task<PartnerListing> SetAgreementAsync(string id, AgreementChange change, CancellationToken cancel)
    {
        if (change.Audience is { } audience) RequireAudience(audience);
        foreach (var purpose in change.Purposes ?? [])
        {
            if (Purposes.NeverAccepted.Contains(purpose))
                throw new RefusedException(
                    $"The card is never accepted for {PurposeNames.Of(purpose)}, so no agreement can include it.");
        }
        return ChangeAsync(id, (context, partner) => Apply(context, partner, change), cancel);
    }

    private void Apply(GatewayDbContext context, Partner partner, AgreementChange change)
    {
        var known = benefits(context);
        if (change.Benefits?.FirstOrDefault(benefit => !known.Contains(benefit)) is { } unknown)
            throw new RefusedException(
                $"The benefit '{unknown}' does not exist. {(known.Count > 0 ? $"Choose from {string.Join(", ", known)}" : "Add it with 'benefits set'")}.");

        var agreement = partner.Agreement ??= new Agreement
        {
            PartnerId = partner.Id,
            From = change.From
                ?? throw new RefusedException($"The partner '{partner.Id}' has no agreement yet. Give its first day with --from."),
        };
        agreement.From = change.From ?? agreement.From;
        agreement.Until = change.NoEnd ? null : change.Until ?? agreement.Until;
        if (agreement.Until < agreement.From)
            throw new RefusedException("The agreement's last day is before its first day. Change --from or --until.");
        agreement.Purposes = change.Purposes?.ToList() ?? agreement.Purposes;
        agreement.Benefits = change.Benefits?.ToList() ?? agreement.Benefits;
        foreach (var (limit, value) in change.Limits) limit.Set(agreement, value);
        partner.Audience = change.Audience ?? partner.Audience;
    }

    private Task<PartnerListing> ChangeAsync(string id, Action<GatewayDbContext, Partner> change, CancellationToken cancel) => writer.WriteAsync(
        context =>
        {
            var partner = Find(context, id);
            change(context, partner);
            context.RaiseDirectory();
            return List(partner);
        },
        cancel);

    /// <summary>The error of a command that names a partner that does not exist.</summary>
    public static RefusedException Unknown(string id) => new($"The partner '{id}' does not exist. Run 'partners list' to see all partners.");

    private static IQueryable<Partner> WithAll(GatewayDbContext context) =>
        context.Set<Partner>().Include(partner => partner.Agreement).Include(partner => partner.Clients).AsSplitQuery();

    private static Partner Find(GatewayDbContext context, string id) =>
        WithAll(context).SingleOrDefault(partner => partner.Id == id)
        ?? throw Unknown(id);

    private static void RequireAudience(string audience)
    {
        if (Audiences.Find(audience) is null)
            throw new RefusedException(
                $"The audience '{audience}' does not exist. Choose from {string.Join(", ", Audiences.All.Select(known => known.Name))}.");
    }

    private static PartnerListing List(Partner partner) => new(
        partner.Id, partner.Name, partner.Audience, partner.Status,
        partner.Agreement is not { } agreement ? null : new AgreementListing(
            agreement.From, agreement.Until, agreement.Status, agreement.Purposes, agreement.Benefits, agreement.Limits),
        [.. partner.Clients.Select(client => client.Id).Order(StringComparer.Ordinal)]);
}

/// <summary>Returns the ids of all benefits. The benefits feature supplies it, because it depends on partners and not the other way round.</summary>
public delegate IReadOnlyList<string> KnownBenefits(GatewayDbContext context);
