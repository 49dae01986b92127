using Microsoft.Extensions.DependencyInjection.Extensions;
using PartnerApi.Core;

namespace PartnerApi.Clocks;

/// <summary>Adds the trusted time to a host. It needs the store and the city's clock.</summary>
internal static class ClocksSetup
{
    /// <summary>Adds the trusted time, the job that advances it, and its readiness check. Settings: the section <c>Clock</c>.</summary>
    public static IHostApplicationBuilder AddClocks(this IHostApplicationBuilder builder)
    {
        builder.AddTrustedTime();
        builder.Services.AddHostedService<TrustedTimeJob>();
        builder.Services.AddSingleton<IReadinessCheck, ClockCheck>();
        return builder;
    }

    /// <summary>Adds only the trusted time, for commands.</summary>
    public static IHostApplicationBuilder AddTrustedTime(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(ClockSettings.Read(builder.Configuration, builder.Environment));
        builder.Services.TryAddSingleton<TrustedTime>();
        return builder;
    }
}
