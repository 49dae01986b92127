using PartnerApi.Core;

namespace PartnerApi.Registry.Bulk;

/// <summary>Limits on the changes that one import may make; configuration section <c>Imports</c>. New and renewed cards are not limited.</summary>
[SettingsSection(Section)]
internal sealed record ImportSettings
{
    private const string Section = "Imports";

    /// <summary>How many lost or revoked cards an import may reactivate.</summary>
    public int Reactivations { get; init; }

    /// <summary>
    /// The share of the cards in force, in percent, above which other changes stop an import. Other changes are: a card is replaced or withdrawn, its
    /// dates make it invalid or valid, or its holder's name, birth date or borough changes.
    /// </summary>
    public int ChangesPercent { get; init; } = 1;

    /// <summary>Fewer such changes than this never stop an import, whatever their share.</summary>
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

        int Number(string name, int byDefault, int most) => SettingNumber.Read(section, name, byDefault, 0, most);
    }

    /// <summary>Why these changes stop an import; null if they do not stop it.</summary>
    public ImportRejection? Rejection(ImportChanges changes, long inForce, ImportOptions options)
    {
        if (changes.Reactivated > (options.Reactivations ?? Reactivations)) return new ImportRejection.TooManyReactivations(changes.Reactivated);
        var isTooMuch = options.OtherChanges is { } allowed
            ? changes.Other > allowed
            : changes.Other >= ChangesAtLeast && changes.Other * 100 > inForce * ChangesPercent;
        return isTooMuch ? new ImportRejection.TooManyChanges(changes, inForce) : null;
    }
}
