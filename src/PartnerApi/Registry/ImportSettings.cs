using System.Globalization;
using PartnerApi.Core;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Registry;

/// <summary>How much an import may change at once; section <c>Imports</c> of the configuration. New and renewed cards are not limited.</summary>
[SettingsSection(Section)]
internal sealed record ImportSettings
{
    private const string Section = "Imports";

    /// <summary>How many cards that were lost or revoked an import may put back into use.</summary>
    public int Reactivations { get; init; }

    /// <summary>
    /// The share of the cards in force, in percent, above which other changes stop an import: replaced or withdrawn, not valid or valid
    /// by other dates, another name, birth date or borough.
    /// </summary>
    public int ChangesPercent { get; init; } = 1;

    /// <summary>How many such changes never stop one are fewer than this, whatever the share.</summary>
    public int ChangesAtLeast { get; init; } = 100;

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">A value is out of range.</exception>
    public static ImportSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var defaults = new ImportSettings();
        return new ImportSettings
        {
            Reactivations = Number(nameof(Reactivations), defaults.Reactivations, int.MaxValue),
            ChangesPercent = Number(nameof(ChangesPercent), defaults.ChangesPercent, 100),
            ChangesAtLeast = Number(nameof(ChangesAtLeast), defaults.ChangesAtLeast, int.MaxValue),
        };

        int Number(string name, int byDefault, int most)
        {
            if (section[name] is not { Length: > 0 } text) return byDefault;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most
                ? value
                : throw new SettingException($"{section.Path}:{name}", string.Create(CultureInfo.InvariantCulture, $"it is a whole number from 0 to {most}."));
        }
    }

    /// <summary>Why so many changes stop an import, and what to do; null when they do not.</summary>
    public string? Problem(ImportChanges changes, long inForce, ImportOptions options)
    {
        if (changes.Reactivated > (options.Reactivations ?? Reactivations))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"it would put {Cards(changes.Reactivated)} back into use that had been lost or revoked; --allow-reactivations {changes.Reactivated} allows it");
        }
        var isTooMuch = options.OtherChanges is { } allowed
            ? changes.Other > allowed
            : changes.Other >= ChangesAtLeast && changes.Other * 100 > inForce * ChangesPercent;
        if (!isTooMuch) return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"it would change {Cards(changes.Other)} ({Kinds(changes)}) where {inForce:N0} are in force; --allow-changes {changes.Other} allows it");
    }

    private static string Kinds(ImportChanges changes) => string.Join(
        ", ",
        new (long Count, string Kind)[]
        {
            (changes.Replaced, "replaced"), (changes.Withdrawn, "lost or revoked"), (changes.Ended, "no longer valid by their dates"),
            (changes.Begun, "valid earlier by their dates"), (changes.PersonChanged, "with another name or birth date"),
            (changes.BoroughChanged, "in another borough"),
        }
        .Where(kind => kind.Count > 0)
        .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Count:N0} {kind.Kind}")));

    private static string Cards(long count) => count == 1 ? "1 card" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} cards");
}
