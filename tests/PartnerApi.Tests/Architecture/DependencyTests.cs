using System.Text.RegularExpressions;

namespace PartnerApi.Tests.Architecture;

/// <summary>The references between projects, and between the folders of the host. src/README.md explains them. A new project or folder must be added here.</summary>
[Trait("Needs", "NoStore")]
public sealed partial class DependencyTests
{
    private const string Host = "src/PartnerApi";

    // The projects that each project references directly. The compiler enforces them; this table makes a new reference a decision.
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Policy"] = [],
        ["Core"] = [],
        ["Sealing"] = ["Core"],
        ["Storage"] = ["Core", "Sealing"],
        ["Http"] = ["Core"],
        ["Ledger"] = ["Core", "Sealing"],
        ["Partners"] = ["Core", "Policy", "Sealing", "Storage"],
        ["GraphQL"] = ["Http", "Policy"],
        ["Identity"] = ["Http", "Partners"],
    };

    private static readonly string[] Base = ["Clocks", "Migrations", "Site"];

    // A feature uses those before it, and the base.
    private static readonly string[] Features = ["Requests", "Disclosures", "Quotas", "Cards", "Benefits", "Redemptions", "Statistics", "Registry"];

    // The root (Program, Gateway), the sandbox, and commands may use everything.
    private static readonly string[] Unbound = ["", "Sandbox", "Commands"];

    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["Migrations"] = [],
        ["Site"] = [],
        ["Explorer"] = ["Sandbox", "Site"],
        ["Progress"] = [],
        ["Clocks"] = ["Migrations"],
        ["Hosting"] = [.. Base],
        ["Health"] = [.. Base],
    };

    private static readonly string[] Folders = [.. Others.Keys, .. Features, "Commands", "Sandbox"];

    // The names in a folder's namespace, to distinguish `Benefits.BenefitEntry` from a property named Benefits.
    private static readonly ILookup<string, string> TypesOfFolder = typeof(Gateway).Assembly.GetTypes().Concat(typeof(Policy.CardNumber).Assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("PartnerApi.", StringComparison.Ordinal) == true)
        .SelectMany(type => (string[])[type.Name.Split('`')[0], .. type.Namespace!.Split('.')[2..]], (type, name) => (Folder: type.Namespace!.Split('.')[1], name))
        .ToLookup(pair => pair.Folder, pair => pair.name);

    // The host's tests, what tests of other projects share of it, and the measurements.
    private static readonly string[] FriendsOfTheHost = ["PartnerApi.Tests", "PartnerApi.TestHost", "PartnerApi.Bench.Limit", "PartnerApi.Bench.Timing"];

    [Fact]
    public void Every_project_has_a_test_project_and_shows_its_internal_types_to_no_other() => Assert.Equal(
        Projects.Keys.Where(project => project != "Policy").Select(project => $"{project}: PartnerApi.{project}.Tests")
            .Append($"PartnerApi: {string.Join(", ", FriendsOfTheHost)}").Append("Policy: ").Order(StringComparer.Ordinal),
        SourceProjects.Select(file => $"{NameOf(file)}: {string.Join(", ", Friend().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value))}")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_folder_of_the_host_is_listed()
    {
        var folders = Repository.Sources(Host).Select(FolderOf).Distinct();
        Repository.Holds(folders.Except(Folders).Except(Unbound));
    }

    [Fact]
    public void Project_references_only_the_projects_below_it() => Assert.Equal(
        Projects.Select(project => $"{project.Key} -> {string.Join(", ", project.Value)}").Order(StringComparer.Ordinal),
        SourceProjects.Where(file => !file.StartsWith(Host + "/", StringComparison.Ordinal))
            .Select(file => (Name: NameOf(file), References: Reference().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value)))
            .Select(project => $"{project.Name} -> {string.Join(", ", project.References.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));

    [Fact]
    public void Namespace_of_a_file_is_its_folder()
    {
        var wrong = Repository.Sources("src").Where(file => Namespace().Match(Repository.Read(file)) is { Success: true } found
            && found.Groups[1].Value != Path.GetDirectoryName(file)!.Replace('\\', '/')["src/".Length..].Replace('/', '.'));
        Repository.Holds(wrong);
    }

    [Fact]
    public void Folder_uses_only_those_before_it()
    {
        var wrong = from file in Repository.Sources(Host)
                    let folder = FolderOf(file)
                    where !Unbound.Contains(folder)
                    from known in Known(file).Distinct()
                    where known != folder && !MayKnow(folder, known)
                    select $"{file} uses {known}";
        Repository.Holds(wrong);
    }

    [Fact]
    public void Policy_references_no_package_and_no_project()
    {
        var wrong = from file in Repository.Sources("src/PartnerApi.Policy")
                    from used in Using().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value)
                    where !used.StartsWith("System", StringComparison.Ordinal) && !used.StartsWith("PartnerApi.Policy", StringComparison.Ordinal)
                    select $"{file} uses {used}";
        Repository.Holds(wrong);
        Assert.DoesNotContain("PackageReference", Repository.Read("src/PartnerApi.Policy/PartnerApi.Policy.csproj"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_project_GraphQL_references_the_engine() => Assert.Equal(
        ["src/PartnerApi.GraphQL/PartnerApi.GraphQL.csproj"],
        SourceProjects.Where(file => Repository.Read(file).Contains("PackageReference Include=\"GraphQL", StringComparison.Ordinal)));

    [Fact]
    public void Program_is_a_table_of_contents() => Assert.InRange(Repository.Lines(Host + "/Program.cs").Length, 1, 60);

    private static IEnumerable<string> SourceProjects =>
        Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal));

    private static string NameOf(string project) => Path.GetFileNameWithoutExtension(project).Replace("PartnerApi.", "", StringComparison.Ordinal);

    private static bool MayKnow(string folder, string known) => Array.IndexOf(Features, folder) is var place and >= 0
        ? Base.Contains(known) || Features.Take(place).Contains(known)
        : Others.TryGetValue(folder, out var allowed) && allowed.Contains(known);

    /// <summary>The folders that a file names in a using line, or before one of their types or namespaces.</summary>
    private static IEnumerable<string> Known(string file) => Qualified().Matches(Repository.Read(file))
        .Where(match => match.Groups["prefix"].Success || TypesOfFolder[match.Groups["folder"].Value].Contains(match.Groups["member"].Value))
        .Select(match => match.Groups["folder"].Value)
        .Where(Folders.Contains);

    private static string FolderOf(string file)
    {
        var parts = file.Split('/');
        return parts.Length > 3 ? parts[2] : "";
    }

    [GeneratedRegex(@"<ProjectReference Include=""../PartnerApi\.\w+/PartnerApi\.(\w+)\.csproj""")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w.])(?<prefix>PartnerApi\.)?(?<folder>[A-Z]\w+)(?:\.(?<member>\w+))?")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"<InternalsVisibleTo Include=""([\w.]+)""")]
    private static partial Regex Friend();
}
