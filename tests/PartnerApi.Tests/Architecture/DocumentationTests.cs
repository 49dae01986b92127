using System.Globalization;
using System.Text.RegularExpressions;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;
using PartnerApi.Hosting;
using PartnerApi.Policy;
using PartnerApi.Sandbox;
using PartnerApi.Sealing;

namespace PartnerApi.Tests.Architecture;

/// <summary>The tables of the documentation match the program.</summary>
public sealed partial class DocumentationTests
{
    private const string Errors = "integrate/errors.md";
    private const string Settings = "operate/settings.md";
    private const string Sandbox = "integrate/sandbox.md";

    // Looks like a setting, but is not one.
    private static readonly string[] NoSettings = ["PartnerApi:Content", "PartnerApi:Generation"];

    [Fact]
    public void Error_table_matches_the_program() => Assert.Equal(
        Declared.Values<ErrorCode>().OrderBy(code => code.Name, StringComparer.Ordinal).Select(code =>
            $"| `{code.Name}` | {string.Join(", ", code.Statuses)} | {string.Join(", ", code.Statuses.Select(status => code.JsonStatus(status)).Distinct())} | {code.Description} |"),
        Rows(Errors, "Codes").Order(StringComparer.Ordinal));

    [Fact]
    public void Settings_table_lists_every_limit_with_its_default()
    {
        var defaults = new DocumentLimits();
        var limits = typeof(DocumentLimits).GetProperties().Where(property => property.PropertyType == typeof(int))
            .Select(property => $"Limits:{property.Name} = {Convert.ToString(property.GetValue(defaults), CultureInfo.InvariantCulture)}");
        Assert.Equal(limits.Order(StringComparer.Ordinal), ListedSettings().Where(setting => setting.StartsWith("Limits:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_table_lists_exactly_the_declared_settings() => Assert.Equal(
        KnownSettings.All,
        ListedSettings().Select(setting => setting.Split(' ')[0]).Where(name => name != "ASPNETCORE_ENVIRONMENT" && !name.StartsWith("Kestrel:", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Settings_table_lists_every_key_that_the_program_reads()
    {
        var listed = ListedSettings().Select(setting => setting.Split(' ')[0]).ToHashSet();
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
    public void Sandbox_page_matches_the_sandbox()
    {
        var page = Page(Sandbox);
        var rows = Rows(Sandbox);
        Repository.Holds(SandboxPartners.All.Select(partner => (partner.Id, Row: rows.FirstOrDefault(row => row.StartsWith($"| `{partner.Id}` |", StringComparison.Ordinal)) ?? ""))
            .Join(SandboxPartners.All, listed => listed.Id, partner => partner.Id, (listed, partner) => (listed.Row, Partner: partner))
            .Where(pair => !pair.Row.Contains($"`{pair.Partner.Audience}`", StringComparison.Ordinal)
                || pair.Partner.Purposes.Any(purpose => !pair.Row.Contains($"`{WireNames.FromMember(purpose.ToString())}`", StringComparison.Ordinal))
                || pair.Partner.Benefits.Any(benefit => !pair.Row.Contains($"`{benefit}`", StringComparison.Ordinal)))
            .Select(pair => pair.Partner.Id));
        Repository.Holds(SandboxPartners.Benefits.Select(benefit => benefit.Id).Where(id => !rows.Any(row => row.StartsWith($"| `{id}` |", StringComparison.Ordinal))));
        Repository.Holds(SandboxCards.On(new DateOnly(2026, 1, 1)).Select(card => Grouped(card.Number.Reveal())).Append("0000 0000 0000 0680")
            .Where(number => !rows.Any(row => row.StartsWith($"| `{number}` |", StringComparison.Ordinal))));
        Assert.Contains($"secret `{SandboxPartners.Secret}`", page, StringComparison.Ordinal);
        Assert.Contains($"{new SandboxSettings().Cards.ToString("N0", CultureInfo.InvariantCulture)} synthetic cards", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Audience_table_lists_every_audience_with_its_scopes()
    {
        var rows = Rows("integrate/audiences.md");
        Assert.Equal(Audiences.All.Select(audience => audience.Name), rows.Select(row => row.Split('`')[1]));
        Repository.Holds(Audiences.All.SelectMany(audience => audience.Scopes).Where(scope => !rows.Any(row => row.Contains($"`{scope}`", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Command_table_lists_every_command()
    {
        var help = (await Executable.RunAsync("--help")).Output;
        var commands = help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Where(line => line[2] != ' ').Select(line => line.Trim().Split(' ')[0]).ToList();
        Assert.Contains("serve", commands);
        var rows = Rows("operate/commands.md");
        Repository.Holds(commands.Where(command => !rows.Any(row => row.StartsWith($"| `{command}", StringComparison.Ordinal))));
    }

    [Fact]
    public void Map_names_every_folder()
    {
        var map = Repository.Read("src/README.md");
        Repository.Holds(Repository.Sources("src").Select(file => file.Split('/')).Where(parts => parts.Length > 3).Select(parts => parts[2])
            .Where(folder => !map.Contains($"{folder}/", StringComparison.Ordinal)));
    }

    // A name without a folder is in the folder of the name before it. The first part of a path can be the last part of a project's name.
    [Fact]
    public void Map_names_existing_files()
    {
        var map = Repository.Read("src/README.md");
        var named = SourceFile().Matches(map[map.IndexOf("## Paths", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value).ToList();
        Assert.True(named.Count > 100);
        var folder = "";
        var missing = new List<string>();
        foreach (var name in named)
        {
            if (name.Contains('/', StringComparison.Ordinal)) folder = name[..(name.LastIndexOf('/') + 1)];
            var path = folder + Path.GetFileName(name);
            if (Repository.Files.Contains($"src/PartnerApi/{path}") || Repository.Files.Contains($"src/PartnerApi.{path}")) continue;
            if (!Repository.Files.Any(file => file.StartsWith("tests/", StringComparison.Ordinal) && Path.GetFileName(file) == name)) missing.Add(path);
        }
        Repository.Holds(missing);
    }

    /// <summary>Each setting as <c>name = default</c>; a row may hold several that have their section in common.</summary>
    private static IEnumerable<string> ListedSettings() => Rows(Settings).SelectMany(row =>
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        var names = Quoted().Matches(cells[1]).Select(match => match.Groups[1].Value).Where(name => !name.StartsWith('-')).ToList();
        var section = names[0][..Math.Max(0, names[0].LastIndexOf(':'))];
        var defaults = cells[2].Split(", ");
        return names.Select((name, index) => $"{(name[0] == ':' ? section + name : name)} = {(index < defaults.Length ? defaults[index] : defaults[0])}");
    });

    private static string Page(string name) => Repository.Read("src/PartnerApi/Site/Content/" + name);

    /// <summary>The rows of the tables of a page, or of one section of it, without their heads.</summary>
    private static List<string> Rows(string page, string? heading = null)
    {
        var lines = Page(page).Split('\n');
        if (heading is not null)
        {
            var start = Array.FindIndex(lines, line => line.TrimStart('#') == " " + heading);
            Assert.True(start >= 0, $"{page} has no heading '{heading}'.");
            lines = [.. lines.Skip(start + 1).TakeWhile(line => !line.StartsWith('#'))];
        }
        return [.. lines.Where((line, index) => line.StartsWith("| ", StringComparison.Ordinal) && !lines[index + 1].StartsWith("|--", StringComparison.Ordinal))];
    }

    private static string Grouped(string digits) => string.Join(' ', digits[..4], digits[4..8], digits[8..12], digits[12..]);

    [GeneratedRegex("""[Cc]onfiguration\["(?<key>\w[\w:]*)"\]|GetSection\("(?<key>\w[\w:]*)"\)|"(?<key>[A-Z][A-Za-z]+(:[A-Z][A-Za-z]+)+)"|Setting = "(?<key>\w[\w:]*)";""")]
    private static partial Regex Key();

    [GeneratedRegex(@"`((?:\w+/)*[A-Z]\w+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
