using Microsoft.EntityFrameworkCore;
using PartnerApi.Commands;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>A partner as it is listed. Nothing here is secret.</summary>
internal sealed record PartnerListing(
    string Id, string Name, string Audience, PartnerStatus Status, AgreementListing? Agreement, IReadOnlyList<string> Clients);

/// <summary>An agreement as it is listed.</summary>
internal sealed record AgreementListing(
    DateOnly From, DateOnly? Until, PartnerStatus Status, IReadOnlyList<Purpose> Purposes, IReadOnlyList<string> Benefits, AgreedLimits Limits);

/// <summary>What to change in an agreement; null leaves it as it is.</summary>
/// <param name="Audience">Which kind of partner it is.</param>
/// <param name="Purposes">All purposes agreed.</param>
/// <param name="Benefits">Ids of all benefits agreed.</param>
/// <param name="From">The first day it holds.</param>
/// <param name="Until">The last day it holds.</param>
/// <param name="NoEnd">Takes the last day away.</param>
/// <param name="Limits">The limits that change.</param>
internal sealed record AgreementChange(
    string? Audience, IReadOnlyList<Purpose>? Purposes, IReadOnlyList<string>? Benefits, DateOnly? From, DateOnly? Until, bool NoEnd,
    IReadOnlyList<LimitChange> Limits);

/// <summary>
/// Changes partners and their agreements, each in one transaction with the directory's generation, so that a running gateway knows at its next
/// question. What it refuses, it says in one line for the operator.
/// </summary>
internal sealed class PartnerRegistry(
    GatewayWriter writer, IDbContextFactory<GatewayDbContext> contexts, SectorKeys sectorKeys, KnownBenefits benefits)
{
    private const int MaxNameLength = 200;

    /// <summary>All partners, by their ids.</summary>
    public async Task<IReadOnlyList<PartnerListing>> ListAsync(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var partners = await WithAll(context).AsNoTracking().OrderBy(partner => partner.Id).ToListAsync(cancel);
        return [.. partners.Select(List)];
    }

    /// <summary>One partner.</summary>
    public async Task<PartnerListing> ShowAsync(string id, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return List(Find(context, id));
    }

    /// <summary>Adds a partner with a new sector key and without an agreement, so that it gets no answer yet.</summary>
    public Task AddAsync(string id, string name, string audience, CancellationToken cancel)
    {
        if (!ShortNames.Allow(id)) throw new CommandRefusedException($"A partner's id has {ShortNames.Rule}.");
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl) || name != name.Trim())
            throw new CommandRefusedException($"A partner's name has 1 to {MaxNameLength} characters, and no space at its ends.");
        RequireAudience(audience);
        return writer.WriteAsync(
            context =>
            {
                if (context.Set<Partner>().Any(partner => partner.Id == id)) throw new CommandRefusedException($"There is a partner {id} already.");
                context.Add(new Partner { Id = id, Name = name, Audience = audience, SectorKey = sectorKeys.Create(id) });
                context.RaiseDirectory();
            },
            cancel);
    }

    /// <summary>Suspends or resumes a partner; returns what it has become, as every change does.</summary>
    public Task<PartnerListing> SetStatusAsync(string id, PartnerStatus status, CancellationToken cancel) =>
        ChangeAsync(id, (_, partner) => partner.Status = status, cancel);

    /// <summary>Suspends or resumes a partner's agreement.</summary>
    public Task<PartnerListing> SetAgreementStatusAsync(string id, PartnerStatus status, CancellationToken cancel) => ChangeAsync(
        id,
        (_, partner) =>
        {
            if (partner.Agreement is null) throw new CommandRefusedException($"The partner {id} has no agreement.");
            partner.Agreement.Status = status;
        },
        cancel);

    /// <summary>Makes or changes a partner's agreement.</summary>
    public Task<PartnerListing> SetAgreementAsync(string id, AgreementChange change, CancellationToken cancel)
    {
        if (change.Audience is { } audience) RequireAudience(audience);
        foreach (var purpose in change.Purposes ?? [])
        {
            if (Purposes.NeverAccepted.Contains(purpose))
                throw new CommandRefusedException(
                    $"{PurposeNames.Of(purpose)} is never accepted: the card does not serve for it, so no agreement may hold it.");
        }
        return ChangeAsync(id, (context, partner) => Apply(context, partner, change), cancel);
    }

    private void Apply(GatewayDbContext context, Partner partner, AgreementChange change)
    {
        var known = benefits(context);
        if (change.Benefits?.FirstOrDefault(benefit => !known.Contains(benefit)) is { } unknown)
            throw new CommandRefusedException(
                $"There is no benefit '{unknown}'; {(known.Count > 0 ? $"there are {string.Join(", ", known)}" : "there are none yet")}.");

        var agreement = partner.Agreement ??= new Agreement
        {
            PartnerId = partner.Id,
            From = change.From
                ?? throw new CommandRefusedException($"The partner {partner.Id} has no agreement yet: give --from, the first day it holds."),
        };
        agreement.From = change.From ?? agreement.From;
        agreement.Until = change.NoEnd ? null : change.Until ?? agreement.Until;
        if (agreement.Until < agreement.From) throw new CommandRefusedException("The agreement would end before it begins.");
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

    private static IQueryable<Partner> WithAll(GatewayDbContext context) =>
        context.Set<Partner>().Include(partner => partner.Agreement).Include(partner => partner.Clients).AsSplitQuery();

    private static Partner Find(GatewayDbContext context, string id) =>
        WithAll(context).SingleOrDefault(partner => partner.Id == id)
        ?? throw new CommandRefusedException($"There is no partner '{id}'; 'partners list' shows all.");

    private static void RequireAudience(string audience)
    {
        if (Audiences.Find(audience) is null)
            throw new CommandRefusedException(
                $"There is no audience '{audience}'; there are {string.Join(", ", Audiences.All.Select(known => known.Name))}.");
    }

    private static PartnerListing List(Partner partner) => new(
        partner.Id, partner.Name, partner.Audience, partner.Status,
        partner.Agreement is not { } agreement ? null : new AgreementListing(
            agreement.From, agreement.Until, agreement.Status, agreement.Purposes, agreement.Benefits, agreement.Limits),
        [.. partner.Clients.Select(client => client.Id).Order(StringComparer.Ordinal)]);
}

/// <summary>The ids of all benefits there are. Given by who knows the benefits: they build on partners, not the other way round.</summary>
internal delegate IReadOnlyList<string> KnownBenefits(GatewayDbContext context);
