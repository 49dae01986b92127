using System.Diagnostics;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Benefits;
using PartnerApi.Cards;
using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Progress;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Registry.Synthetic;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Sandbox;

/// <summary>
/// Fills the data folder at start, before the gateway listens. Refuses the database of a real installation. Adds missing
/// partners, adds the synthetic cards once, and updates the test cards each time.
/// </summary>
internal sealed class SandboxLoader(
    GatewayWriter writer, SectorKeys sectorKeys, CardBulkWriter cards, CardReader reader, ReadSessions sessions, IKeyService keys, CityClock clock,
    TrustedTime trusted, CounterBlob counters, SandboxSettings settings, StatisticsSettings statistics, TimeProvider time, IServiceProviderIsService services)
    : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await writer.WriteAsync(
            context =>
            {
                AddPartners(context);
                AddCredentials(context);
            },
            cancellationToken);

        // A partner-only process cannot seal holders' records. It serves the existing cards.
        if (!keys.Holds(Secret.Record)) return;
        var isFirst = IsEmpty();
        await ProgressDisplay.RunAsync(quiet: false, time, display => Task.Run(() => LoadCards(display, cancellationToken), cancellationToken));
        if (!isFirst) return;
        await writer.WriteAsync(
            context => SandboxEnrollment.WriteTo(context, counters, settings.Cards, statistics.FirstMonth, clock.Today), cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void AddPartners(GatewayDbContext context)
    {
        var known = context.Set<Partner>().Select(partner => partner.Id).ToHashSet();
        if (known.Count > 0 && !SandboxPartners.Loaded.Any(partner => known.Contains(partner.Id)))
        {
            throw new SettingException(
                SandboxMode.Variable, "the database has the partners of a real installation. Use another data folder and database for the sandbox.");
        }
        var offered = context.Set<Benefit>().Select(benefit => benefit.Id).ToHashSet();
        var partners = SandboxPartners.Loaded.Where(partner => !known.Contains(partner.Id)).Select(Create).ToList();
        var benefits = SandboxPartners.Benefits.Where(benefit => !offered.Contains(benefit.Id)).ToList();
        if (partners.Count + benefits.Count == 0) return;
        context.AddRange(partners);
        context.AddRange(benefits);
        context.RaiseDirectory();
    }

    private Partner Create(SandboxPartner partner)
    {
        var created = new Partner
        {
            Id = partner.Id,
            Name = partner.Name,
            Audience = partner.Audience,
            SectorKey = sectorKeys.Create(partner.Id),
            Agreement = new Agreement
            {
                PartnerId = partner.Id,
                From = SandboxPartners.Opening,
                Until = partner.Until,
                AnswersPerHour = partner.AnswersPerHour,
                Purposes = [.. partner.Purposes],
                Benefits = [.. partner.Benefits],
            },
        };
        created.Clients.Add(new Client { Id = partner.Id, PartnerId = partner.Id, Status = partner.ClientStatus });
        return created;
    }

    // With an external authority, there is no issuer here, so no credentials are needed.
    private void AddCredentials(GatewayDbContext context)
    {
        if (!services.IsService(typeof(IOpenIddictApplicationManager))) return;
        var known = context.Set<OpenIddictEntityFrameworkCoreApplication>().Select(row => row.ClientId).ToHashSet();
        context.AddRange(SandboxPartners.Loaded.Where(partner => !known.Contains(partner.Id)).Select(CredentialsOf));
        if (context.Find<Account>(SandboxPartners.Analyst) is not null) return;
        AccountRegistry.Add(context, SandboxPartners.Analyst, SandboxPartners.AnalystPartner, SandboxPartners.AnalystPasswordHash);
    }

    private static OpenIddictEntityFrameworkCoreApplication CredentialsOf(SandboxPartner partner) => new()
    {
        Id = partner.Id,
        ClientId = partner.Id,
        ClientType = OpenIddictConstants.ClientTypes.Confidential,
        ClientSecret = partner.PublicKeys is null ? SandboxPartners.SecretHash : null,
        JsonWebKeySet = partner.PublicKeys,
    };

    private bool LoadCards(IProgressDisplay display, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        IEnumerable<RegistryLine> lines = SandboxCards.On(today);
        if (AreAsOf(lines)) return true;
        if (IsEmpty()) lines = lines.Concat(SyntheticRegistry.Lines(settings.Cards, SandboxCards.SyntheticSeed, today));

        // Restores the test cards, whatever was imported over them.
        var options = new ImportOptions
        {
            OnBadLine = line => throw new UnreachableException(line.Problem.At(line.LineNumber)),
            TakesOlder = true,
            Reactivations = long.MaxValue,
            OtherChanges = long.MaxValue,
        };
        cards.Write(new RegistryLines(lines, trusted.Today()), options, new ImportDisplay(display, () => 0, null), cancellationToken);
        return true;
    }

    // On a second start in one day, the test cards are up to date. Writing them again would sweep the whole table for replaced rows.
    private bool AreAsOf(IEnumerable<RegistryLine> lines)
    {
        using var session = sessions.Begin();
        return lines.All(line => reader.Read(session, line.Number) is { Exists: true } card
            && card.Terms == new CardTerms(line.State, line.IssuedOn, line.ExpiresOn)
            && card.Facts == new CardFacts(line.DateOfBirth, line.Borough, line.IssuedOn));
    }

    private bool IsEmpty()
    {
        using var session = sessions.Begin();
        return session.Generation(CardGenerations.Visible) == 0;
    }
}
