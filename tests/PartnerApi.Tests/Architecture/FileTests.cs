using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PartnerApi.Tests.Architecture;

/// <summary>What holds for every file.</summary>
[Trait("Needs", "NoStore")]
public sealed partial class FileTests
{
    private const int MostLines = 400;

    // As .editorconfig has it. Tests may have sentences and answers that are longer.
    private const int MostColumns = 170;

    private static readonly string[] Written = [".cs", ".mjs", ".ts", ".css", ".sh", ".lua", ".html", ".props", ".csproj", ".md", ".txt", ".json", ".csv", ".graphql", ".svg", ".toml", ""];
    private static readonly string[] Code = [".cs", ".mjs", ".ts", ".css", ".sh", ".lua"];

    // Tests' sentences and tables, each with its reason where it stands.
    private static readonly string[] MayMuteWarnings = ["tests/PartnerApi.Tests/PartnerApi.Tests.csproj", "tests/PartnerApi.Policy.Tests/PartnerApi.Policy.Tests.csproj"];

    private static IEnumerable<string> CodeFiles =>
        Repository.Files.Where(file => Code.Contains(Path.GetExtension(file)) && !file.Contains("/Migrations/", StringComparison.Ordinal));

    [Fact]
    public void File_has_one_subject_and_so_never_400_lines() =>
        Repository.Holds(CodeFiles.Where(file => Repository.Lines(file).Length > MostLines));

    [Fact]
    public void Line_of_the_program_fits_a_screen() => Repository.Holds(
        from file in Repository.Sources("src")
        from line in Repository.Lines(file).Index()
        where line.Item.Length > MostColumns
        select $"{file}:{line.Index + 1}");

    [Fact]
    public void Warning_is_mended_and_not_muted() => Repository.Holds(
        from file in Repository.Files
        where Path.GetExtension(file) is ".cs" or ".csproj" or ".props" && !file.Contains("/Migrations/", StringComparison.Ordinal)
        where Muted().IsMatch(Repository.Read(file)) && !MayMuteWarnings.Contains(file)
        select file);

    [Fact]
    public void File_names_no_machine_and_no_package_registry() => Repository.Holds(
        from file in Repository.Files
        where Written.Contains(Path.GetExtension(file))
        from Match match in Elsewhere().Matches(Repository.Read(file))
        select $"{file}: {match.Value}");

    [Fact]
    public void Lock_file_holds_no_address() => Repository.Holds(
        Repository.Files.Where(file => file.EndsWith("lock.json", StringComparison.Ordinal) && Repository.Read(file).Contains("://", StringComparison.Ordinal)));

    [Theory]
    [InlineData("PartnerApi")]
    [InlineData("PartnerApi.Policy")]
    public void Type_says_what_it_is(string assembly)
    {
        var summaries = XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is { } summary && summary.Value.Trim().Length > 0)
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet();
        var silent = from type in Assembly.Load(assembly).GetTypes()
                     where !type.IsNestedPrivate && !IsGenerated(type) && !summaries.Contains("T:" + type.FullName!.Replace('+', '.'))
                     select type.FullName;
        Repository.Holds(silent);
    }

    private static bool IsGenerated(Type type) =>
        type.FullName!.Contains('<', StringComparison.Ordinal) || type == typeof(Program) || type.Namespace?.Contains(".Migrations", StringComparison.Ordinal) == true
        || type.Namespace?.StartsWith("PartnerApi", StringComparison.Ordinal) != true || type.IsDefined(typeof(CompilerGeneratedAttribute));

    [GeneratedRegex(@"#pragma warning d[i]sable|S[u]ppressMessage\(|<N[o]Warn>|<NuGetA[u]dit")]
    private static partial Regex Muted();

    // Absolute paths of somebody's machine, folders beside the repository, and the hosts packages come from.
    [GeneratedRegex(@"(?<![\w.:])/(home|root|work|Users|tmp)/[\w.]+|(?<![\w-])\.\./shared|\bnuget\.org|\bnpmjs\.(org|com)|\bregistry\.\w+\.\w+|\bpypi\.org")]
    private static partial Regex Elsewhere();
}
