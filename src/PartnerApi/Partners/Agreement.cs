using PartnerApi.Policy;

namespace PartnerApi.Partners;

/// <summary>What a partner may ask: the purposes and benefits it has agreed with the program, and when.</summary>
internal sealed class Agreement
{
    /// <summary>The partner; there is one agreement a partner.</summary>
    public required string PartnerId { get; init; }

    /// <summary>The first day it holds, in the city's time zone.</summary>
    public DateOnly From { get; set; }

    /// <summary>The last day it holds, or null while it has no end.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>A suspended agreement permits nothing.</summary>
    public PartnerStatus Status { get; set; }

    /// <summary>The purposes agreed; none of <see cref="Policy.Purposes.NeverAccepted"/>.</summary>
    public List<Purpose> Purposes { get; set; } = [];

    /// <summary>Ids of the benefits the partner may ask about.</summary>
    public List<string> Benefits { get; set; } = [];

    /// <summary>Answers about cards in an hour; null for the gateway's setting, as with every limit here.</summary>
    public int? AnswersPerHour { get; set; }

    /// <summary>Answers about cards in a day.</summary>
    public int? AnswersPerDay { get; set; }

    /// <summary>Requests a second.</summary>
    public int? RequestsPerSecond { get; set; }

    /// <summary>Requests in progress at the same time.</summary>
    public int? Concurrent { get; set; }

    /// <summary>Receipts in one request.</summary>
    public int? ReceiptsPerRequest { get; set; }

    /// <summary>All limits that it sets.</summary>
    public AgreedLimits Limits => new(AnswersPerHour, AnswersPerDay, RequestsPerSecond, Concurrent, ReceiptsPerRequest);
}
