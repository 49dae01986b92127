using Microsoft.Extensions.DependencyInjection.Extensions;
using PartnerApi.Core;

namespace PartnerApi.Clocks;

/// <summary>Puts the trusted time into a host. It needs the store and the city's clock.</summary>
internal static class ClocksSetup
{
    /// <summary>Adds the trusted time and what keeps it. Setting: the section <c>Clock</c>.</summary>
    public static IHostApplicationBuilder AddClocks(this IHostApplicationBuilder builder)
    {
        builder.AddTrustedTime();
        builder.Services.AddHostedService<TrustedTimeJob>();
        builder.Services.AddSingleton<IReadinessCheck, ClockCheck>();
        return builder;
    }

    /// <summary>Adds the trusted time alone, for commands.</summary>
    public static IHostApplicationBuilder AddTrustedTime(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(ClockSettings.Read(builder.Configuration, builder.Environment));
        builder.Services.TryAddSingleton<TrustedTime>();
        return builder;
    }
}
