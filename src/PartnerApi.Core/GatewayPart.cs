namespace PartnerApi.Core;

/// <summary>A part of the gateway that can be unavailable for a time, as errors and the log name it.</summary>
public enum GatewayPart
{
    /// <summary>Where cards and partners are.</summary>
    Database,

    /// <summary>Where disclosures are put on record.</summary>
    Ledger,

    /// <summary>Where redemptions wait for their turn.</summary>
    RedemptionQueue,
}

/// <summary>The parts in words.</summary>
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
