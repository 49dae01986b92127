using System.Globalization;
using System.Text.RegularExpressions;
using PartnerApi.Commands;
using PartnerApi.Contract;
using PartnerApi.GraphQL.Documents;
using PartnerApi.Partners;
using PartnerApi.Sandbox;
using PartnerApi.Sealing;
using PartnerApi.Tests.Commands;

namespace PartnerApi.Tests.Architecture;

/// <summary>The tables and links of the README match the program.</summary>
public sealed partial class ReadmeTests
{
    // Looks like a setting, but is not one.
    private static readonly string[] NoSettings = ["PartnerApi:Content"];

    private static readonly string Readme = Repository.Read("README.md");

    [Fact]
    public void Table_of_errors_equals_the_error_codes() => Assert.Equal(
        Enum.GetValues<ErrorCode>().Select(code =>
            $"| `{code.WireName()}` | {string.Join(", ", code.Statuses())} | {string.Join(", ", code.Statuses().Select(status => code.JsonStatus(status)).Distinct())} | {code.Description()} |"),
        Rows("Errors"));

    [Fact]
    public void Table_of_settings_has_every_limit_with_its_default()
    {
        var defaults = new DocumentLimits();
        var limits = typeof(DocumentLimits).GetProperties().Where(property => property.PropertyType == typeof(int))
            .Select(property => $"Limits:{property.Name} = {Convert.ToString(property.GetValue(defaults), CultureInfo.InvariantCulture)}");
        Assert.Equal(limits.Order(StringComparer.Ordinal), Settings().Where(setting => setting.StartsWith("Limits:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Table_of_settings_equals_the_declared_settings() => Assert.Equal(
        KnownSettings.All,
        Settings().Select(setting => setting.Split(' ')[0]).Where(name => name != "ASPNETCORE_ENVIRONMENT" && !name.StartsWith("Kestrel:", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Table_of_settings_has_every_key_in_the_sources()
    {
        var listed = Settings().Select(setting => setting.Split(' ')[0]).ToHashSet();
        var read = from file in Repository.Sources("src/PartnerApi")
                   from Match match in Key().Matches(Repository.Read(file))
                   let key = match.Groups["key"].Value
                   where !NoSettings.Contains(key) && !listed.Contains(key) && !listed.Any(name => name.StartsWith(key + ":", StringComparison.Ordinal))
                   select $"{file}: {key}";
        Repository.Holds(read);
        Assert.Subset(listed, Enum.GetNames<Secret>().Select(secret => $"Secrets:{secret}:File").ToHashSet());
        Assert.Contains("City:TimeZone", listed);
    }

    [Fact]
    public void Sandbox_tables_have_every_partner_benefit_and_card()
    {
        var rows = Rows("The sandbox");
        Repository.Holds(SandboxPartners.All.Select(partner => (partner.Id, Row: rows.FirstOrDefault(row => row.StartsWith($"| `{partner.Id}` |", StringComparison.Ordinal)) ?? ""))
            .Join(SandboxPartners.All, listed => listed.Id, partner => partner.Id, (listed, partner) => (listed.Row, Partner: partner))
            .Where(pair => !pair.Row.Contains($"`{pair.Partner.Audience}`", StringComparison.Ordinal)
                || pair.Partner.Purposes.Any(purpose => !pair.Row.Contains($"`{WireNames.FromMember(purpose.ToString())}`", StringComparison.Ordinal))
                || pair.Partner.Benefits.Any(benefit => !pair.Row.Contains($"`{benefit}`", StringComparison.Ordinal)))
            .Select(pair => pair.Partner.Id));
        Repository.Holds(SandboxPartners.Benefits.Select(benefit => benefit.Id).Where(id => !rows.Any(row => row.StartsWith($"| `{id}` |", StringComparison.Ordinal))));
        Repository.Holds(SandboxCards.On(new DateOnly(2026, 1, 1)).Select(card => Grouped(card.Number.Reveal())).Append("0000 0000 0000 0680")
            .Where(number => !rows.Any(row => row.StartsWith($"| `{number}` |", StringComparison.Ordinal))));
        Assert.Contains($"secret `{SandboxPartners.Secret}`", Readme, StringComparison.Ordinal);
        Assert.Contains($"{new SandboxSettings().Cards.ToString("N0", CultureInfo.InvariantCulture)} synthetic cards", Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_of_audiences_has_every_audience_and_scope()
    {
        var rows = Rows("Audiences and scopes");
        Assert.Equal(Audiences.All.Select(audience => audience.Name), rows.Select(row => row.Split('`')[1]));
        Repository.Holds(Audiences.All.SelectMany(audience => audience.Scopes).Where(scope => !rows.Any(row => row.Contains($"`{scope}`", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Table_of_commands_has_every_command()
    {
        var help = (await Executable.RunAsync("--help")).Output;
        var commands = help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Where(line => line[2] != ' ').Select(line => line.Trim().Split(' ')[0]).ToList();
        Assert.Contains("serve", commands);
        var rows = Rows("Operating");
        Repository.Holds(commands.Where(command => !rows.Any(row => row.StartsWith($"| `{command}", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/README.md")]
    [InlineData("tests/bench/README.md")]
    [InlineData("schema/registry-export.md")]
    public void Link_has_a_target(string file)
    {
        var text = Repository.Read(file);
        var anchors = Heading().Matches(text).Select(match => Anchor(match.Groups[1].Value)).ToHashSet();
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, file))!;
        Repository.Holds(Link().Matches(text).Select(match => match.Groups[1].Value)
            .Where(link => !link.StartsWith("http", StringComparison.Ordinal))
            .Where(link => link.StartsWith('#') ? !anchors.Contains(link[1..]) : !Path.Exists(Path.Combine(folder, link.Split('#')[0]))));
    }

    [Fact]
    public void Map_of_the_sources_names_every_folder()
    {
        var map = Repository.Read("src/README.md");
        Repository.Holds(Repository.Sources("src/PartnerApi").Select(file => file.Split('/')).Where(parts => parts.Length > 3).Select(parts => parts[2])
            .Where(folder => !map.Contains($"{folder}/", StringComparison.Ordinal)));
    }

    /// <summary>Each setting as <c>name = default</c>. One row may list several settings of one section.</summary>
    private static IEnumerable<string> Settings() => Rows("Settings").SelectMany(row =>
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        var names = Quoted().Matches(cells[1]).Select(match => match.Groups[1].Value).Where(name => !name.StartsWith('-')).ToList();
        var section = names[0][..Math.Max(0, names[0].LastIndexOf(':'))];
        var defaults = cells[2].Split(", ");
        return names.Select((name, index) => $"{(name[0] == ':' ? section + name : name)} = {(index < defaults.Length ? defaults[index] : defaults[0])}");
    });

    /// <summary>The rows of the tables under a heading, without the header and its separator.</summary>
    private static List<string> Rows(string heading)
    {
        var lines = Readme.Split('\n');
        var start = Array.FindIndex(lines, line => line.TrimStart('#') == " " + heading);
        Assert.True(start >= 0, $"The README has no heading '{heading}'.");
        var section = lines.Skip(start + 1).TakeWhile(line => !line.StartsWith('#')).ToList();
        return [.. section.Where((line, index) => line.StartsWith("| ", StringComparison.Ordinal) && !section[index + 1].StartsWith("|--", StringComparison.Ordinal))];
    }

    private static string Grouped(string digits) => string.Join(' ', digits[..4], digits[4..8], digits[8..12], digits[12..]);

    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Replace(' ', '-').Where(character => char.IsLetterOrDigit(character) || character == '-'));

    [GeneratedRegex("""[Cc]onfiguration\["(?<key>\w[\w:]*)"\]|GetSection\("(?<key>\w[\w:]*)"\)|"(?<key>[A-Z][A-Za-z]+(:[A-Z][A-Za-z]+)+)"|Setting = "(?<key>\w[\w:]*)";""")]
    private static partial Regex Key();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
