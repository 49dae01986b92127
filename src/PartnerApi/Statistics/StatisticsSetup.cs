using PartnerApi.Contract;

namespace PartnerApi.Statistics;

/// <summary>Puts enrollment statistics into a host.</summary>
internal static class StatisticsSetup
{
    /// <summary>Adds what answers questions and what releases.</summary>
    public static IHostApplicationBuilder AddStatistics(this IHostApplicationBuilder builder)
    {
        builder.AddReleases();
        builder.Services.AddSingleton<Publications>();
        builder.Services.AddHostedService<ReleaseJob>();
        return builder;
    }

    /// <summary>Adds what releases, for commands; the host brings the store, the keys and the city's clock.</summary>
    public static void AddReleases(this IHostApplicationBuilder builder)
    {
        builder.AddCounting();
        builder.Services.AddSingleton<ReleaseDesk>();
    }

    /// <summary>Adds what counts.</summary>
    public static void AddCounting(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services =>
            StatisticsSettings.Read(services.GetRequiredService<IConfiguration>(), services.GetRequiredService<CityClock>().Today));
        builder.Services.AddSingleton<CounterBlob>();
    }
}
