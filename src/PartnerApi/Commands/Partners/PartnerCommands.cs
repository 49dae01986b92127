using System.CommandLine;
using PartnerApi.Benefits;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Partners;

/// <summary><c>partners</c>: manages partners and their agreements.</summary>
internal static class PartnerCommands
{
    public static Command Create() => new Command("partners", "List, add, suspend and resume partners, and set their agreements.")
    {
        List(),
        Show(),
        Add(),
        SetStatus("suspend", "Suspend a partner. From the next request on it gets no answers, even with valid tokens.", PartnerStatus.Suspended),
        SetStatus("resume", "Resume a suspended partner.", PartnerStatus.Active),
        AgreementCommands.Create(),
    }
        .WithExamples(
            "PartnerApi partners list",
            "PartnerApi partners add harbor-bank --name \"Harbor Bank\" --audience bank",
            "PartnerApi partners agreement set harbor-bank --purposes ACCOUNT_OPENING --from 2026-01-01",
            "PartnerApi partners suspend harbor-bank");

    public static Argument<string> Id() => new("PARTNER_ID") { Description = "The partner's short name." };

    private static Command List()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("list", "List all partners with their agreements.") { data, json };
        command.SetAction(Action(data, async (partners, parsed, cancel) =>
        {
            var all = await partners.ListAsync(cancel);
            if (parsed.GetValue(json)) Output.WriteJson(all);
            else Output.WriteTable(["partner", "name", "audience", "status", "agreement", "purposes", "benefits"], all.Select(Row));
        }));
        return command.WithExamples("PartnerApi partners list", "PartnerApi partners list --json");
    }

    private static Command Show()
    {
        var (id, data, json) = (Id(), CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("show", "Show one partner.") { id, data, json };
        command.SetAction(Action(data, async (partners, parsed, cancel) =>
        {
            var partner = await partners.ShowAsync(parsed.GetRequiredValue(id), cancel).OrRefuse(PartnerRejectionText.Of);
            if (parsed.GetValue(json)) Output.WriteJson(partner);
            else Print(partner);
        }));
        return command.WithExamples("PartnerApi partners show harbor-bank", "PartnerApi partners show harbor-bank --json");
    }

    private static Command Add()
    {
        var (id, data) = (Id(), CommonOptions.Data());
        var name = new Option<string>("--name") { HelpName = "NAME", Description = "The organization's name, as displayed.", Required = true };
        var audience = new Option<string>("--audience") { HelpName = "AUDIENCE", Description = $"One of {AudienceNames}.", Required = true };
        var command = new Command("add", "Add a partner. It gets no answers until it has an agreement and a client.") { id, name, audience, data };
        command.SetAction(Action(data, async (partners, parsed, cancel) =>
        {
            var partnerId = parsed.GetRequiredValue(id);
            await partners.AddAsync(partnerId, parsed.GetRequiredValue(name), parsed.GetRequiredValue(audience), cancel).OrRefuse(PartnerRejectionText.Of);
            Console.Out.WriteLine($"Added the partner {partnerId}. Next, run 'partners agreement set {partnerId}' and 'clients add'.");
        }, mayBeFirst: true));
        return command.WithExamples("PartnerApi partners add harbor-bank --name \"Harbor Bank\" --audience bank");
    }

    private static Command SetStatus(string name, string description, PartnerStatus status)
    {
        var (id, data) = (Id(), CommonOptions.Data());
        var command = new Command(name, description) { id, data };
        command.SetAction(Action(data, async (partners, parsed, cancel) =>
        {
            var partner = await partners.SetStatusAsync(parsed.GetRequiredValue(id), status, cancel).OrRefuse(PartnerRejectionText.Of);
            Console.Out.WriteLine($"The partner {partner.Id} is {Word(partner.Status)}.");
        }));
        return command.WithExamples($"PartnerApi partners {name} harbor-bank");
    }

    /// <summary>Prints one partner for people.</summary>
    public static void Print(PartnerListing partner) => Output.WriteTable(
        ["", partner.Id],
        [
            ["name", partner.Name],
            ["audience", partner.Audience],
            ["status", Word(partner.Status)],
            ["agreement", Period(partner.Agreement)],
            ["purposes", PurposesOf(partner.Agreement)],
            ["benefits", BenefitsOf(partner.Agreement)],
            ["limits", LimitsOf(partner.Agreement)],
            ["clients", string.Join(", ", partner.Clients)],
        ]);

    /// <summary>The names of all audiences, for help texts.</summary>
    public static string AudienceNames => string.Join(", ", Audiences.All.Select(audience => audience.Name));

    private static string[] Row(PartnerListing partner) =>
    [
        partner.Id, partner.Name, partner.Audience, Word(partner.Status), Period(partner.Agreement), PurposesOf(partner.Agreement),
        BenefitsOf(partner.Agreement),
    ];

    private static string Period(AgreementListing? agreement) => agreement is null
        ? "none"
        : (agreement.Until is { } until ? $"{agreement.From:yyyy-MM-dd} to {until:yyyy-MM-dd}" : $"from {agreement.From:yyyy-MM-dd}, no end")
            + (agreement.Status == PartnerStatus.Suspended ? " (suspended)" : "");

    private static string PurposesOf(AgreementListing? agreement) => string.Join(", ", (agreement?.Purposes ?? []).Select(PurposeNames.Of));

    private static string BenefitsOf(AgreementListing? agreement) => string.Join(", ", agreement?.Benefits ?? []);

    private static string LimitsOf(AgreementListing? agreement) => AgreementCommands.LimitsOf(agreement?.Limits ?? AgreedLimits.None) is { Length: > 0 } limits
        ? limits
        : "the gateway's settings";

    public static string Word(PartnerStatus status) => status == PartnerStatus.Active ? "active" : "suspended";

    /// <summary>Creates a command's action. With <paramref name="mayBeFirst"/>, the command creates a missing database.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Action(
        Option<string?> data, Func<PartnerRegistry, ParseResult, CancellationToken, Task> run, bool mayBeFirst = false) =>
        CommandHost.Action(data, AddServices, async (services, parsed, cancel) =>
        {
            var startup = services.GetRequiredService<StorageStartup>();
            if (mayBeFirst) startup.Prepare();
            else startup.PrepareExisting();
            await run(services.GetRequiredService<PartnerRegistry>(), parsed, cancel);
        });

    private static void AddServices(HostApplicationBuilder builder)
    {
        builder.AddSealing().AddGatewayStorage().AddPartners();
        builder.Services.AddSingleton<KnownBenefits>(BenefitIds.All);
        builder.Services.AddSingleton<PartnerRegistry>();
    }
}
