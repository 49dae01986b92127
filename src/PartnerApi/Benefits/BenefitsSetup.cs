namespace PartnerApi.Benefits;

/// <summary>Registers the benefits.</summary>
internal static class BenefitsSetup
{
    /// <summary>Adds <see cref="BenefitDirectory"/>.</summary>
    public static IHostApplicationBuilder AddBenefits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BenefitDirectory>();
        return builder;
    }
}
