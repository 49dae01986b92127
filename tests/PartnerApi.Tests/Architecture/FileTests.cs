using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PartnerApi.Hosting;

namespace PartnerApi.Tests.Architecture;

/// <summary>Rules for every file.</summary>
[Trait("Needs", "NoStore")]
public sealed partial class FileTests
{
    private const int MostLines = 400;

    // As in .editorconfig. Tests may have longer lines, for responses and sentences.
    private const int MostColumns = 170;

    private static readonly string[] Written = [".cs", ".mjs", ".ts", ".css", ".sh", ".lua", ".html", ".props", ".csproj", ".md", ".txt", ".json", ".csv", ".graphql", ".svg", ".toml", ""];
    private static readonly string[] Code = [".cs", ".mjs", ".ts", ".css", ".sh", ".lua"];

    // The test projects' common settings, which give the reason next to the suppression.
    private static readonly string[] MaySuppressWarnings = ["tests/Directory.Build.props"];

    private static IEnumerable<string> CodeFiles =>
        Repository.Files.Where(file => Code.Contains(Path.GetExtension(file)) && !file.Contains("/Migrations/", StringComparison.Ordinal));

    [Fact]
    public void File_has_at_most_400_lines() =>
        Repository.Holds(CodeFiles.Where(file => Repository.Lines(file).Length > MostLines));

    [Fact]
    public void File_has_at_most_two_mebibytes() =>
        Repository.Holds(Repository.Files.Where(file => new FileInfo(Path.Combine(Repository.Root, file)).Length > 2 * 1024 * 1024));

    [Fact]
    public void Source_line_has_at_most_170_columns() => Repository.Holds(
        from file in Repository.Sources("src")
        from line in Repository.Lines(file).Index()
        where line.Item.Length > MostColumns
        select $"{file}:{line.Index + 1}");

    [Fact]
    public void No_warning_is_suppressed() => Repository.Holds(
        from file in Repository.Files
        where Path.GetExtension(file) is ".cs" or ".csproj" or ".props" && !file.Contains("/Migrations/", StringComparison.Ordinal)
        where Suppression().IsMatch(Repository.Read(file)) && !MaySuppressWarnings.Contains(file)
        select file);

    [Fact]
    public void No_file_names_a_machine_or_a_package_registry() => Repository.Holds(
        from file in Repository.Files
        where Written.Contains(Path.GetExtension(file))
        from Match match in MachineOrRegistry().Matches(Repository.Read(file))
        select $"{file}: {match.Value}");

    [Fact]
    public void Lock_file_has_no_URL() => Repository.Holds(
        Repository.Files.Where(file => file.EndsWith("lock.json", StringComparison.Ordinal) && Repository.Read(file).Contains("://", StringComparison.Ordinal)));

    [Fact]
    public void Every_type_has_a_summary()
    {
        var summaries = ProgramAssemblies.All
            .SelectMany(assembly => XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml")).Descendants("member"))
            .Where(member => member.Element("summary") is { } summary && summary.Value.Trim().Length > 0)
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet();
        var undocumented = from type in ProgramAssemblies.Types
                           where !type.IsNestedPrivate && !IsGenerated(type) && !summaries.Contains("T:" + type.FullName!.Replace('+', '.'))
                           select type.FullName;
        Repository.Holds(undocumented);
    }

    private static bool IsGenerated(Type type) =>
        type.FullName!.Contains('<', StringComparison.Ordinal) || type == typeof(Program) || type.Namespace?.Contains(".Migrations", StringComparison.Ordinal) == true
        || type.Namespace?.StartsWith("PartnerApi", StringComparison.Ordinal) != true || type.IsDefined(typeof(CompilerGeneratedAttribute));

    [GeneratedRegex(@"#pragma warning d[i]sable|S[u]ppressMessage\(|<N[o]Warn>|<NuGetA[u]dit")]
    private static partial Regex Suppression();

    // Absolute paths of a developer's machine, folders beside the repository, and package registries.
    [GeneratedRegex(@"(?<![\w.:])/(home|root|work|Users|tmp)/[\w.]+|(?<![\w-])\.\./shared|\bnuget\.org|\bnpmjs\.(org|com)|\bregistry\.\w+\.\w+|\bpypi\.org")]
    private static partial Regex MachineOrRegistry();
}
