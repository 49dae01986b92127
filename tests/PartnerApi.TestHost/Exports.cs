using System.Text;
using PartnerApi.Registry;
using PartnerApi.Registry.Synthetic;

namespace PartnerApi.TestHost;

/// <summary>Registry exports for tests.</summary>
internal static class Exports
{
    /// <summary>The last day of issue of the cards.</summary>
    public static readonly DateOnly Today = new(2026, 1, 30);

    /// <summary>Generates cards.</summary>
    public static List<RegistryLine> Cards(int count) => [.. SyntheticRegistry.Lines(count, seed: 11, Today)];

    /// <summary>An export of cards, as text.</summary>
    public static string Text(IEnumerable<RegistryLine> cards) => Text(cards.ToList(), ExportManifest.None);

    /// <summary>An export of cards with a manifest, as text.</summary>
    public static string Text(IReadOnlyList<RegistryLine> cards, ExportManifest manifest)
    {
        using var output = new MemoryStream();
        var writer = new RegistryWriter(output, withReplaces: cards.Any(card => card.Replaces is not null));
        writer.WriteHeader(manifest);
        foreach (var card in cards) writer.Write(card);
        writer.Flush();
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
