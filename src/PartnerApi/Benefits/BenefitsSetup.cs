namespace PartnerApi.Benefits;

/// <summary>Registers the benefits.</summary>
internal static class BenefitsSetup
{
    public static IHostApplicationBuilder AddBenefits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BenefitDirectory>();
        return builder;
    }
}
