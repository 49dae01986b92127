using PartnerApi.Core;

namespace PartnerApi.Partners;

/// <summary>Registers the directory of partners.</summary>
public static class PartnersSetup
{
    [Setting]
    private const string TimeZoneSetting = "City:TimeZone";
    private const string DefaultTimeZone = "America/New_York";

    /// <summary>Adds <see cref="PartnerDirectory"/>, <see cref="SectorKeys"/> and the city's clock. Setting: <c>City:TimeZone</c>.</summary>
    public static IHostApplicationBuilder AddPartners(this IHostApplicationBuilder builder)
    {
        builder.AddCityClock();
        builder.Services.AddSingleton<SectorKeys>();
        builder.Services.AddSingleton<PartnerDirectory>();
        builder.Services.AddSingleton<IReadinessCheck, DirectoryCheck>();
        return builder;
    }

    /// <summary>Adds only the city's clock, for commands.</summary>
    public static void AddCityClock(this IHostApplicationBuilder builder)
    {
        var zone = builder.Configuration[TimeZoneSetting] is { Length: > 0 } name ? name : DefaultTimeZone;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            throw new SettingException(TimeZoneSetting, "expected an IANA time zone name, such as America/New_York.");
        builder.Services.AddSingleton(services => new CityClock(services.GetRequiredService<TimeProvider>(), found));
    }
}
