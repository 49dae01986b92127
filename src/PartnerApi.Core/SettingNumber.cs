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
        if (section[name] is not { Length: > 0 } text) return byDefault;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new SettingException($"{section.Path}:{name}", $"expected {expected ?? $"a whole number from {least} to {most}"}.");
    }
}
