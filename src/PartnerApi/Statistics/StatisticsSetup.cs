namespace PartnerApi.Statistics;

/// <summary>Puts enrollment statistics into a host.</summary>
internal static class StatisticsSetup
{
    /// <summary>Adds what counts and what releases.</summary>
    public static IHostApplicationBuilder AddStatistics(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(StatisticsSettings.Read(builder.Configuration));
        builder.Services.AddSingleton<CounterBlob>();
        return builder;
    }
}
