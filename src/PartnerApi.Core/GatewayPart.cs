namespace PartnerApi.Core;

/// <summary>A part of the gateway that can be temporarily unavailable, for errors and the log.</summary>
public enum GatewayPart
{
    /// <summary>Stores cards and partners.</summary>
    Database,

    /// <summary>Records disclosures.</summary>
    Ledger,

    /// <summary>Holds the redemptions that wait for the writer.</summary>
    RedemptionQueue,
}

/// <summary>The names of the parts.</summary>
public static class GatewayParts
{
    /// <summary>The part's name within a sentence.</summary>
    public static string Name(this GatewayPart part) => part switch
    {
        GatewayPart.Ledger => "ledger",
        GatewayPart.RedemptionQueue => "redemption queue",
        _ => "database",
    };
}
