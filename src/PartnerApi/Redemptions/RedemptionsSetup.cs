namespace PartnerApi.Redemptions;

/// <summary>Registers the redemption services.</summary>
internal static class RedemptionsSetup
{
    /// <summary>Adds <see cref="RedemptionService"/>, <see cref="RedemptionSettlement"/> and <see cref="IdempotencyKeyExpiry"/>.</summary>
    public static IHostApplicationBuilder AddRedemptions(this IHostApplicationBuilder builder)
    {
        // Nothing is created here: the schema export has no data folder, and the ledger opens its keys on creation.
        builder.Services.AddSingleton<RedemptionQueue>();
        builder.Services.AddSingleton<RedemptionService>();
        builder.Services.AddSingleton<RedemptionEffects>();
        builder.Services.AddSingleton<RedemptionDisclosures>();
        builder.Services.AddSingleton<RedemptionSettlement>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RedemptionSettlement>());
        builder.Services.AddSingleton<IdempotencyKeyExpiry>();
        builder.Services.AddHostedService(services => services.GetRequiredService<IdempotencyKeyExpiry>());
        return builder;
    }
}
