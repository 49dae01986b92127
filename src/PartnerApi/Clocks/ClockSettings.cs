using PartnerApi.Core;

namespace PartnerApi.Clocks;

/// <summary>The allowed distance between the clock and the trusted time; configuration section <c>Clock</c>.</summary>
[SettingsSection(Section)]
internal sealed record ClockSettings
{
    public const string Section = "Clock";

    private const int MostDays = 365;

    /// <summary>The most days between the clock and the trusted time, before or after; 0 trusts every clock.</summary>
    public int ToleranceDays { get; init; } = 7;

    /// <summary>Reads the section. The sandbox trusts every clock.</summary>
    /// <exception cref="SettingException">The value is out of range.</exception>
    public static ClockSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var byDefault = environment.IsSandbox() ? 0 : new ClockSettings().ToleranceDays;
        return new ClockSettings
        {
            ToleranceDays = SettingNumber.Read(
                configuration.GetSection(Section), nameof(ToleranceDays), byDefault, 0, MostDays, $"a whole number from 0 to {MostDays}; 0 trusts every clock"),
        };
    }
}
