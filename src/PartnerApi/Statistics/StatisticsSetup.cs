using PartnerApi.Clocks;
using PartnerApi.Core;

namespace PartnerApi.Statistics;

/// <summary>Adds enrollment statistics to a host. They need the store, the keys and the city's clock.</summary>
internal static class StatisticsSetup
{
    /// <summary>Adds counting, releases and queries.</summary>
    public static IHostApplicationBuilder AddStatistics(this IHostApplicationBuilder builder)
    {
        builder.AddReleases();
        builder.Services.AddSingleton<Publications>();
        builder.Services.AddSingleton(Population.Read(StatisticsSettings.Read(builder.Configuration, builder.Environment, StatisticsSettings.AnyDay).PopulationFile));
        builder.Services.AddSingleton<ReleaseCsv>();
        builder.Services.AddSingleton<ReleaseParquet>();
        builder.Services.AddSingleton<IStatusFact, CardsAsOfFact>();
        builder.Services.AddSingleton<IStatusFact, NewestReleaseFact>();
        builder.Services.AddHostedService<ReleaseJob>();
        return builder;
    }

    /// <summary>Adds counting and releases, for commands.</summary>
    public static IHostApplicationBuilder AddReleases(this IHostApplicationBuilder builder)
    {
        builder.AddEnrollmentCounting();
        builder.Services.AddSingleton<ReleaseService>();
        return builder;
    }

    /// <summary>Adds counting only, for imports.</summary>
    public static IHostApplicationBuilder AddEnrollmentCounting(this IHostApplicationBuilder builder)
    {
        // Read now, so that an invalid value stops the start before anything is written, and again when there is a clock, for the sandbox's first month.
        StatisticsSettings.Read(builder.Configuration, builder.Environment, StatisticsSettings.AnyDay);
        builder.AddTrustedTime();
        builder.Services.AddSingleton(services =>
            StatisticsSettings.Read(builder.Configuration, builder.Environment, services.GetRequiredService<CityClock>().Today));
        builder.Services.AddSingleton<CounterBlob>();
        builder.Services.AddSingleton<DrawnMonths>();
        builder.Services.AddSingleton<EnrollmentCounting>();
        builder.Services.AddSingleton<ImportStateStore>();
        return builder;
    }
}
