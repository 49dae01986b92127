using PartnerApi.Policy;

namespace PartnerApi.Partners;

/// <summary>The agreement between a partner and the program: purposes, benefits, period, and limits.</summary>
public sealed class Agreement
{
    /// <summary>The partner. A partner has at most one agreement.</summary>
    public required string PartnerId { get; init; }

    /// <summary>The first day, in the city's time zone.</summary>
    public DateOnly From { get; set; }

    /// <summary>The last day, inclusive; null if it has no end.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>A suspended agreement permits nothing.</summary>
    public PartnerStatus Status { get; set; }

    /// <summary>The agreed purposes; none of <see cref="Policy.Purposes.NeverAccepted"/>.</summary>
    public List<Purpose> Purposes { get; set; } = [];

    /// <summary>The ids of the agreed benefits.</summary>
    public List<string> Benefits { get; set; } = [];

    /// <summary>Answers about cards in an hour. Null selects the gateway's setting, as for all limits here.</summary>
    public int? AnswersPerHour { get; set; }

    /// <summary>Answers about cards in a day.</summary>
    public int? AnswersPerDay { get; set; }

    /// <summary>Sustained requests per second.</summary>
    public int? RequestsPerSecond { get; set; }

    /// <summary>Requests in progress at the same time.</summary>
    public int? Concurrent { get; set; }

    /// <summary>Receipts that one request may select.</summary>
    public int? ReceiptsPerRequest { get; set; }

    /// <summary>All limits that the agreement sets.</summary>
    public AgreedLimits Limits => new(AnswersPerHour, AnswersPerDay, RequestsPerSecond, Concurrent, ReceiptsPerRequest);
}
