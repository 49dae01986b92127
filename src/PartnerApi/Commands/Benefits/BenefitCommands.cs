using System.CommandLine;
using PartnerApi.Benefits;
using PartnerApi.Migrations;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Benefits;

/// <summary><c>benefits</c>: lists and changes the benefits that partners offer to holders.</summary>
internal static class BenefitCommands
{
    private const string Yearly = "'{\"kind\":\"perDays\",\"days\":365,\"most\":1}'";
    private const string Adult = "'{\"kind\":\"age\",\"min\":18}'";

    public static Command Create() => new Command("benefits", "List and change benefits.") { List(), Set() }
        .WithExamples(
            "PartnerApi benefits list",
            $"PartnerApi benefits set river-museum-membership --name \"Free membership\" --rule {Adult} --from 2026-01-01");

    private static Command List()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("list", "List all benefits with their rules.") { data, json };
        command.SetAction(Action(data, async (benefits, parsed, cancel) =>
        {
            var all = await benefits.ListAsync(cancel);
            if (parsed.GetValue(json)) Output.WriteJson(all);
            else Output.WriteTable(["benefit", "name", "from", "until", "rule", "usage"], all.Select(Row));
        }));
        return command.WithExamples("PartnerApi benefits list", "PartnerApi benefits list --json");
    }

    private static Command Set()
    {
        var id = new Argument<string>("BENEFIT_ID") { Description = "The benefit's short name." };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "The name to display." };
        var rule = new Option<string?>("--rule")
        {
            HelpName = "JSON",
            Description = "The eligibility rule for holders of a valid card. Kinds: age {min,max}, issuedWithin {days}, residentOf {boroughs}, "
                + "effective {from,until}, allOf {rules}, anyOf {rules}, anyone.",
        };
        var usage = new Option<string?>("--usage")
        {
            HelpName = "JSON",
            Description = "How often one holder may redeem it. Kinds: ever {most}, perYear {most}, perDays {days,most}. The default is ever {1}.",
        };
        var from = CommonOptions.Date("--from", "The first day of the offer.");
        var until = CommonOptions.Date("--until", "The last day of the offer.");
        var noEnd = new Option<bool>("--no-end") { Description = "Remove the last day." };
        var data = CommonOptions.Data();
        var command = new Command("set", "Add a benefit, or change the given properties of a benefit.") { id, name, rule, usage, from, until, noEnd, data };
        command.SetAction(Action(data, async (benefits, parsed, cancel) =>
        {
            if (parsed.GetValue(noEnd) && parsed.GetValue(until) is not null) throw new RefusedException("Give either --until or --no-end, not both.");
            var change = new BenefitChange(
                parsed.GetValue(name), parsed.GetValue(rule), parsed.GetValue(usage), parsed.GetValue(from), parsed.GetValue(until), parsed.GetValue(noEnd));
            var (benefit, isNew) = await benefits.SetAsync(parsed.GetRequiredValue(id), change, cancel).OrRefuse(BenefitRejectionText.Of);
            Console.Out.WriteLine($"The benefit {parsed.GetRequiredValue(id)} is saved. Add it to an agreement with 'partners agreement set … --benefits'.");
            if (isNew && change.Usage is null) Console.Out.WriteLine($"Usage rule, by default: {benefit.Usage}.");
            if (isNew) return;
            Output.WriteKept(
                (change.Name is not null, $"name {benefit.Name}"),
                (change.Rule is not null, $"rule {benefit.Rule}"),
                (change.Usage is not null, $"usage {benefit.Usage}"),
                (change.From is not null, $"first day {benefit.From:yyyy-MM-dd}"),
                (change.NoEnd || change.Until is not null, benefit.Until is { } end ? $"last day {end:yyyy-MM-dd} (--no-end removes it)" : null));
        }, mayBeFirst: true));
        return command.WithExamples(
            $"PartnerApi benefits set river-museum-membership --name \"Free membership\" --rule {Adult} --from 2026-01-01",
            $"PartnerApi benefits set river-museum-membership --usage {Yearly}",
            "PartnerApi benefits set river-museum-membership --until 2026-12-31");
    }

    private static string[] Row(Benefit benefit) =>
        [benefit.Id, benefit.Name, $"{benefit.From:yyyy-MM-dd}", benefit.Until is { } until ? $"{until:yyyy-MM-dd}" : "no end", benefit.Rule, benefit.Usage];

    private static Func<ParseResult, CancellationToken, Task<int>> Action(
        Option<string?> data, Func<BenefitRegistry, ParseResult, CancellationToken, Task> run, bool mayBeFirst = false) =>
        CommandHost.Action(data, AddServices, async (services, parsed, cancel) =>
        {
            var startup = services.GetRequiredService<StorageStartup>();
            if (mayBeFirst) startup.Prepare();
            else startup.PrepareExisting();
            await run(services.GetRequiredService<BenefitRegistry>(), parsed, cancel);
        });

    private static void AddServices(HostApplicationBuilder builder)
    {
        builder.AddSealing().AddGatewayStorage();
        builder.Services.AddSingleton<BenefitRegistry>();
    }
}
