using System.Globalization;
using PartnerApi.Core;

namespace PartnerApi.Clocks;

/// <summary>How far the clock may be from the trusted time; section <c>Clock</c> of the configuration.</summary>
[SettingsSection(Section)]
internal sealed record ClockSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Clock";

    private const int MostDays = 365;

    /// <summary>Days that the clock may be before or after the trusted time; 0 trusts every clock.</summary>
    public int ToleranceDays { get; init; } = 7;

    /// <summary>Reads the section. The sandbox trusts every clock.</summary>
    /// <exception cref="SettingException">The value is out of range.</exception>
    public static ClockSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var defaults = new ClockSettings();
        const string name = $"{Section}:{nameof(ToleranceDays)}";
        if (configuration[name] is not { Length: > 0 } text) return environment.IsSandbox() ? defaults with { ToleranceDays = 0 } : defaults;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= MostDays
            ? new ClockSettings { ToleranceDays = days }
            : throw new SettingException(name, $"it is a whole number from 0 to {MostDays}; 0 trusts every clock.");
    }
}
