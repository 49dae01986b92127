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
/// next request. A change returns the partner's new state, or why it was rejected.
/// </summary>
public sealed class PartnerRegistry(
    GatewayWriter writer, IDbContextFactory<GatewayDbContext> contexts, SectorKeys sectorKeys, KnownBenefits benefits)
{
    /// <summary>The most characters of a partner's name.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Lists all partners, ordered by id.</summary>
    public async Task<IReadOnlyList<PartnerListing>> ListAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var partners = await WithAll(context).AsNoTracking().OrderBy(partner => partner.Id).ToListAsync(cancel);
        return [.. partners.Select(List)];
    }

    /// <summary>Returns one partner.</summary>
    public async Task<Outcome<PartnerListing, PartnerRejection>> ShowAsync(string id, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return Find(context, id) is { } partner ? List(partner) : new PartnerRejection.UnknownPartner(id);
    }

    /// <summary>Adds a partner with a new sector key and without an agreement, so that it gets no answers yet.</summary>
    public async Task<Outcome<PartnerListing, PartnerRejection>> AddAsync(string id, string name, string audience, CancellationToken cancel)
    {
        if (!ShortNames.Allow(id)) return new PartnerRejection.InvalidId();
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl) || name != name.Trim()) return new PartnerRejection.InvalidName();
        if (Audiences.Find(audience) is null) return new PartnerRejection.UnknownAudience(audience);
        return await writer.WriteAsync<Outcome<PartnerListing, PartnerRejection>>(
            context =>
            {
                if (context.Set<Partner>().Any(partner => partner.Id == id)) return new PartnerRejection.AlreadyExists(id);
                var added = new Partner { Id = id, Name = name, Audience = audience, SectorKey = sectorKeys.Create(id) };
                context.Add(added);
                context.RaiseDirectory();
                return List(added);
            },
            cancel);
    }

    /// <summary>Suspends or resumes a partner.</summary>
    public Task<Outcome<PartnerListing, PartnerRejection>> SetStatusAsync(string id, PartnerStatus status, CancellationToken cancel) => ChangeAsync(
        id,
        (_, partner) =>
        {
            partner.Status = status;
            return null;
        },
        cancel);

    /// <summary>Suspends or resumes a partner's agreement.</summary>
    public Task<Outcome<PartnerListing, PartnerRejection>> SetAgreementStatusAsync(string id, PartnerStatus status, CancellationToken cancel) => ChangeAsync(
        id,
        (_, partner) =>
        {
            if (partner.Agreement is null) return new PartnerRejection.NoAgreement(id);
            partner.Agreement.Status = status;
            return null;
        },
        cancel);

    /// <summary>Creates or changes a partner's agreement.</summary>
    public async Task<Outcome<PartnerListing, PartnerRejection>> SetAgreementAsync(string id, AgreementChange change, CancellationToken cancel)
    {
        if (change.Audience is { } audience && Audiences.Find(audience) is null) return new PartnerRejection.UnknownAudience(audience);
        foreach (var purpose in change.Purposes ?? [])
        {
            if (Purposes.NeverAccepted.Contains(purpose)) return new PartnerRejection.NeverAccepted(purpose);
        }
        return await ChangeAsync(id, (context, partner) => Apply(context, partner, change), cancel);
    }

    // Checks everything before it changes the partner, because the context's changes are saved.
    private PartnerRejection? Apply(GatewayDbContext context, Partner partner, AgreementChange change)
    {
        var known = benefits(context);
        if (change.Benefits?.FirstOrDefault(benefit => !known.Contains(benefit)) is { } unknown) return new PartnerRejection.UnknownBenefit(unknown, known);
        if ((change.From ?? partner.Agreement?.From) is not { } from) return new PartnerRejection.FirstDayMissing(partner.Id);
        var until = change.NoEnd ? null : change.Until ?? partner.Agreement?.Until;
        if (until < from) return new PartnerRejection.EndsBeforeFirstDay();

        var agreement = partner.Agreement ??= new Agreement { PartnerId = partner.Id, From = from };
        agreement.From = from;
        agreement.Until = until;
        agreement.Purposes = change.Purposes?.ToList() ?? agreement.Purposes;
        agreement.Benefits = change.Benefits?.ToList() ?? agreement.Benefits;
        foreach (var (limit, value) in change.Limits) limit.Set(agreement, value);
        partner.Audience = change.Audience ?? partner.Audience;
        return null;
    }

    private Task<Outcome<PartnerListing, PartnerRejection>> ChangeAsync(
        string id, Func<GatewayDbContext, Partner, PartnerRejection?> change, CancellationToken cancel) =>
        writer.WriteAsync<Outcome<PartnerListing, PartnerRejection>>(
            context =>
            {
                if (Find(context, id) is not { } partner) return new PartnerRejection.UnknownPartner(id);
                if (change(context, partner) is { } rejection) return rejection;
                context.RaiseDirectory();
                return List(partner);
            },
            cancel);

    private static IQueryable<Partner> WithAll(GatewayDbContext context) =>
        context.Set<Partner>().Include(partner => partner.Agreement).Include(partner => partner.Clients).AsSplitQuery();

    private static Partner? Find(GatewayDbContext context, string id) => WithAll(context).SingleOrDefault(partner => partner.Id == id);

    private static PartnerListing List(Partner partner) => new(
        partner.Id, partner.Name, partner.Audience, partner.Status,
        partner.Agreement is not { } agreement ? null : new AgreementListing(
            agreement.From, agreement.Until, agreement.Status, agreement.Purposes, agreement.Benefits, agreement.Limits),
        [.. partner.Clients.Select(client => client.Id).Order(StringComparer.Ordinal)]);
}

/// <summary>Returns the ids of all benefits. The benefits feature supplies it, because it depends on partners and not the other way round.</summary>
public delegate IReadOnlyList<string> KnownBenefits(GatewayDbContext context);
