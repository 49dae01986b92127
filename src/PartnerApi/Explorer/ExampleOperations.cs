using System.Text.Json;
using System.Text.RegularExpressions;
using PartnerApi.Site;

namespace PartnerApi.Explorer;

/// <summary>A request of <c>schema/operations</c>.</summary>
/// <param name="Audience">The audience for which it is; <see cref="ExampleOperations.Everyone"/> for all.</param>
/// <param name="Title">Its use: the first sentence of the comment in its first line.</param>
/// <param name="Query">The document.</param>
/// <param name="Variables">The variables as JSON; empty if it has none.</param>
internal sealed record ExampleOperation(string Audience, string Title, string Query, string Variables);

/// <summary>The example requests, which are embedded from <c>schema/operations</c>.</summary>
internal static partial class ExampleOperations
{
    /// <summary>The folder of the requests for all audiences.</summary>
    public const string Everyone = "everyone";

    private const string Resources = "PartnerApi.Explorer.Operations.";
    private const string Query = ".graphql";
    private const string Variables = ".variables.json";

    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    /// <summary>All requests, ordered by audience and file name. Those for all audiences are last.</summary>
    public static IReadOnlyList<ExampleOperation> All { get; } = Load();

    /// <summary>The requests as JSON.</summary>
    /// <param name="isSandbox">Otherwise, the test cards are left out: a lookup of a card that does not exist counts toward the partner's alarm.</param>
    public static string Json(bool isSandbox) => JsonSerializer.Serialize(
        All.Select(operation => isSandbox ? operation : operation with { Variables = TestCard().Replace(operation.Variables, "\"\"") }), Names);

    private static List<ExampleOperation> Load()
    {
        var files = typeof(ExampleOperations).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).ToHashSet();
        return [.. from file in files
                   where file.EndsWith(Query, StringComparison.Ordinal)
                   let name = file[..^Query.Length]
                   let audience = name[Resources.Length..name.IndexOf('/', StringComparison.Ordinal)]
                   orderby audience == Everyone, name
                   let query = WebAsset.ReadText(file)
                   let title = query.Split('\n')[0].TrimStart('#', ' ').Split('.')[0]
                   select new ExampleOperation(audience, title, query, files.Contains(name + Variables) ? WebAsset.ReadText(name + Variables) : "")];
    }

    [GeneratedRegex("\"0{4}\\d{12}\"")]
    private static partial Regex TestCard();
}
