using PartnerApi.Storage;

namespace PartnerApi.Benefits;

/// <summary>Lists the existing benefits, for commands about agreements.</summary>
internal static class BenefitIds
{
    /// <summary>The ids of all benefits, sorted.</summary>
    public static IReadOnlyList<string> All(GatewayDbContext context) => [.. context.Set<Benefit>().Select(benefit => benefit.Id).Order()];
}
