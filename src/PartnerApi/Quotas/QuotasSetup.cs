using PartnerApi.Requests;

namespace PartnerApi.Quotas;

/// <summary>Registers the quotas.</summary>
internal static class QuotasSetup
{
    /// <summary>Adds <see cref="QuotaGate"/>, which is the <see cref="IRequestGate"/> too. Setting: the section <c>Quotas</c>, see <see cref="QuotaSettings"/>.</summary>
    public static IHostApplicationBuilder AddQuotas(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(QuotaSettings.Read(builder.Configuration.GetSection("Quotas")));
        builder.Services.AddSingleton<QuotaGate>();
        builder.Services.AddSingleton<IRequestGate>(services => services.GetRequiredService<QuotaGate>());
        builder.Services.AddHostedService<QuotaStartup>();
        return builder;
    }
}
