using System.Globalization;

namespace PartnerApi.Core;

/// <summary>Reads integers from the configuration.</summary>
public static class SettingNumber
{
    /// <summary>A setting of a section, or its default if it is absent or empty.</summary>
    /// <param name="section">The section.</param>
    /// <param name="name">The name in the section.</param>
    /// <param name="byDefault">The default.</param>
    /// <param name="least">The least valid value.</param>
    /// <param name="most">The greatest valid value.</param>
    /// <param name="expected">What the error says was expected; by default, a whole number in the range.</param>
    /// <exception cref="SettingException">The value is not a whole number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static int Read(IConfigurationSection section, string name, int byDefault, int least, int most, string? expected = null)
    {
        var setting = section.GetSection(name);
        var hasChildren = setting.GetChildren().Any();
        if (string.IsNullOrEmpty(setting.Value) && !hasChildren) return byDefault;
        return int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most && !hasChildren
            ? value
            : throw new SettingException(setting.Path, $"expected {expected ?? $"a whole number from {least} to {most}"}.");
    }
}
