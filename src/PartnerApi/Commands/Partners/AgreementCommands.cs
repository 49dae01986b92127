using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Commands.Partners;

/// <summary><c>partners agreement</c>: creates, changes, suspends and resumes a partner's agreement.</summary>
internal static class AgreementCommands
{
    private const string None = "none";
    private const string ByDefault = "default";

    public static Command Create() => new Command("agreement", "Set, suspend and resume a partner's agreement.")
    {
        Set(),
        SetStatus("suspend", "Suspend an agreement. It permits nothing until it is resumed.", PartnerStatus.Suspended),
        SetStatus("resume", "Resume a suspended agreement.", PartnerStatus.Active),
    }
        .WithExamples(
            "PartnerApi partners agreement set river-museum --purposes MEMBERSHIP --benefits river-museum-membership --from 2026-01-01",
            "PartnerApi partners agreement suspend river-museum");

    private static Command Set()
    {
        var (id, data, json) = (PartnerCommands.Id(), CommonOptions.Data(), CommonOptions.Json());
        var audience = new Option<string?>("--audience")
        {
            HelpName = "AUDIENCE",
            Description = $"The partner's audience: one of {PartnerCommands.AudienceNames}.",
        };
        var purposes = new Option<IReadOnlyList<Purpose>?>("--purposes")
        {
            HelpName = "PURPOSE,...",
            Description = $"All agreed purposes, or {None}. Choose from {string.Join(", ", PurposeNames.AllowedInAgreements)}.",
            CustomParser = ReadPurposes,
        };
        var benefits = new Option<IReadOnlyList<string>?>("--benefits")
        {
            HelpName = "BENEFIT,...",
            Description = $"The ids of all agreed benefits, or {None}.",
            CustomParser = result => Items(result),
        };
        var from = CommonOptions.Date("--from", "The first day of the agreement, in the city's time zone. Required for a new agreement.");
        var until = CommonOptions.Date("--until", "The last day of the agreement.");
        var noEnd = new Option<bool>("--no-end") { Description = "Remove the last day." };
        var limits = AgreementLimit.All.Select(OptionOf).ToList();
        var command = new Command("set", "Create or change a partner's agreement. An omitted option keeps its value.")
        {
            id, audience, purposes, benefits, from, until, noEnd, data, json,
        };
        foreach (var limit in limits) command.Options.Add(limit);
        command.Validators.Add(result =>
        {
            if (result.GetResult(noEnd) is not null && result.GetResult(until) is not null) result.AddError("Give --until or --no-end, not both.");
        });
        command.SetAction(PartnerCommands.Action(data, async (partners, parsed, cancel) =>
        {
            var change = new AgreementChange(
                parsed.GetValue(audience), parsed.GetValue(purposes), parsed.GetValue(benefits), parsed.GetValue(from), parsed.GetValue(until),
                parsed.GetValue(noEnd), [.. limits.Select(parsed.GetValue).OfType<LimitChange>()]);
            var partner = await partners.SetAgreementAsync(parsed.GetRequiredValue(id), change, cancel).OrRefuse(PartnerRejectionText.Of);
            if (parsed.GetValue(json))
            {
                Output.WriteJson(partner);
                return;
            }
            PartnerCommands.Print(partner);
            WriteKept(change, partner.Agreement!);
        }));
        return command.WithExamples(
            "PartnerApi partners agreement set harbor-bank --purposes ACCOUNT_OPENING --from 2026-01-01 --until 2028-12-31",
            "PartnerApi partners agreement set river-museum --purposes MEMBERSHIP --benefits river-museum-membership --from 2026-01-01",
            "PartnerApi partners agreement set river-museum --no-end",
            "PartnerApi partners agreement set harbor-bank --answers-per-hour 100000 --requests-per-second default");
    }

    /// <summary>Formats the limits that an agreement sets, for people; empty if it sets none.</summary>
    public static string LimitsOf(AgreedLimits limits) => LimitsOf(limits, AgreementLimit.All);

    private static string LimitsOf(AgreedLimits limits, IEnumerable<AgreementLimit> of) =>
        string.Join(", ", of.Where(limit => limit.Get(limits) is not null).Select(limit => $"{limit.Name} {limit.Get(limits)}"));

    private static Option<LimitChange?> OptionOf(AgreementLimit limit) => new(limit.Option)
    {
        HelpName = $"N|{ByDefault}",
        Description = $"The maximum of {limit.Meaning}; {ByDefault} for the gateway's setting Quotas:{limit.Name}.",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text == ByDefault) return new LimitChange(limit, null);
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= limit.Most)
                return new LimitChange(limit, value);
            result.AddError($"'{text}' is not a whole number from 1 to {limit.Most} and not '{ByDefault}'.");
            return null;
        },
    };

    private static void WriteKept(AgreementChange change, AgreementListing now) => Output.WriteKept(
        (change.From is not null, $"first day {now.From:yyyy-MM-dd}"),
        (change.NoEnd || change.Until is not null, now.Until is { } until ? $"last day {until:yyyy-MM-dd} (--no-end removes it)" : null),
        (change.Purposes is not null, now.Purposes.Count > 0 ? $"purposes {string.Join(", ", now.Purposes.Select(PurposeNames.Of))}" : null),
        (change.Benefits is not null, now.Benefits.Count > 0 ? $"benefits {string.Join(", ", now.Benefits)}" : null),
        (false, LimitsOf(now.Limits, AgreementLimit.All.Except(change.Limits.Select(limit => limit.Limit))) is { Length: > 0 } limits ? $"limits {limits}" : null),
        (false, now.Status == PartnerStatus.Suspended ? "suspended ('partners agreement resume' ends that)" : null));

    private static Command SetStatus(string name, string description, PartnerStatus status)
    {
        var (id, data) = (PartnerCommands.Id(), CommonOptions.Data());
        var command = new Command(name, description) { id, data };
        command.SetAction(PartnerCommands.Action(data, async (partners, parsed, cancel) =>
        {
            var partner = await partners.SetAgreementStatusAsync(parsed.GetRequiredValue(id), status, cancel).OrRefuse(PartnerRejectionText.Of);
            Console.Out.WriteLine($"The agreement of {partner.Id} is {PartnerCommands.Word(partner.Agreement!.Status)}.");
        }));
        return command.WithExamples($"PartnerApi partners agreement {name} harbor-bank");
    }

    private static List<Purpose>? ReadPurposes(ArgumentResult result)
    {
        var purposes = new List<Purpose>();
        foreach (var name in Items(result))
        {
            if (PurposeNames.Find(name) is { } purpose) purposes.Add(purpose);
            else result.AddError($"The purpose '{name}' does not exist. Choose from {string.Join(", ", PurposeNames.AllowedInAgreements)}.");
        }
        return purposes;
    }

    private static string[] Items(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        return text == None ? [] : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
    }
}
