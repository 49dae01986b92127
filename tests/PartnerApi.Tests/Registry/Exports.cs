using System.Text;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Registry;

/// <summary>Registry exports for tests.</summary>
internal static class Exports
{
    /// <summary>The last day on which their cards were issued.</summary>
    public static readonly DateOnly Today = new(2026, 1, 30);

    /// <summary>So many cards.</summary>
    public static List<RegistryLine> Cards(int count) => [.. SyntheticRegistry.Lines(count, seed: 11, Today)];

    /// <summary>Their export as text.</summary>
    public static string Text(IEnumerable<RegistryLine> cards) => Text(cards.ToList(), ExportManifest.None);

    /// <summary>Their export, with what it says of itself.</summary>
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
