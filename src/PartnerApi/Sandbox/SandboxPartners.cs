using PartnerApi.Benefits;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Sandbox;

/// <summary>A partner of the sandbox, with one client of the same name.</summary>
internal sealed record SandboxPartner(string Id, string Name, string Audience, IReadOnlyList<Purpose> Purposes, IReadOnlyList<string> Benefits)
{
    /// <summary>The last day of the agreement; null if it has no end.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Whether the client is suspended.</summary>
    public PartnerStatus ClientStatus { get; init; }

    /// <summary>The agreed answers in an hour; null for the setting.</summary>
    public int? AnswersPerHour { get; init; }

    /// <summary>The public keys of a client that has no secret.</summary>
    public string? PublicKeys { get; init; }

    /// <summary>The only scopes of the client's tokens; null for all of the audience.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}

/// <summary>The sandbox's partners and benefits. They are part of the public contract: names and meanings do not change.</summary>
internal static class SandboxPartners
{
    /// <summary>The secret of every client that has one, and the password of <see cref="Analyst"/>.</summary>
    public const string Secret = "sandbox";

    /// <summary>The stored hash of <see cref="Secret"/> as a client's secret, precomputed as well: a new folder needs one for every client.</summary>
    public const string SecretHash = "AQAAAAEAACcQAAAAEKXONh9JTccVNtdoJLP5e1z09ZuKiKFwdTR1u36xFuiv5v38ntihUOcRnr0w56qsng==";

    /// <summary>The account for the statistics pages.</summary>
    public const string Analyst = "ana";

    /// <summary>The password hash of <see cref="Secret"/>. It is precomputed because hashing would delay each start by 0.2 s, and the password is public.</summary>
    public const string AnalystPasswordHash = "AQAAAAIAAzRQAAAAEGEUXXetj7zThyAym2DnonzUuNmr9gezkYPsIUoNN9US1gm9G+n8thLl1DEjG89y3w==";

    /// <summary>The partner that <see cref="Analyst"/> works for.</summary>
    public const string AnalystPartner = "city-analyst";

    // The private halves of the two keys are on the page "The sandbox", so that a program can sign with them. This one does not expire.
    private const string ValidKey =
        """
        {"keys":[{"kty":"EC","kid":"keyed","alg":"ES256","use":"sig","crv":"P-256",
        "x":"k1VV_qJjLksiey37VhoS4P0ctxXqhq9v2fdGGU25V0A","y":"grbzW3bj3FkCBM1mAeEcTpm_0MacMEafSTivUctkalc"}]}
        """;

    // Expired on 2026-01-01.
    private const string LapsedKey =
        """
        {"keys":[{"kty":"EC","kid":"lapsed","alg":"ES256","use":"sig","crv":"P-256","exp":1767225600,
        "x":"eGn1UR3Qwzs090ABdR1BMjOYDZISV6MH27qgsgilO6w","y":"GNnQrEM0kdSGkg18wL_HLwyxrxGjQeAqe-4Z9B1RSYI"}]}
        """;

    private const string RiverMembership = "river-museum-membership";
    private const string HillMembership = "hill-museum-membership";
    private const string LibraryRegistration = "city-library-registration";
    private const string Yearly = """{"kind":"perDays","days":365,"most":1}""";

    /// <summary>The first day of every agreement and benefit.</summary>
    public static readonly DateOnly Opening = new(2015, 1, 12);

    /// <summary>The partners that are served without restrictions, each with a client that has the <see cref="Secret"/>.</summary>
    public static IReadOnlyList<SandboxPartner> All { get; } =
    [
        new("harbor-bank", "Harbor Bank", "bank", [Purpose.AccountOpening], []),
        new("river-museum", "River Museum", "museum", [Purpose.Membership], [RiverMembership]),
        new("hill-museum", "Hill Museum", "museum", [Purpose.Membership], [HillMembership]),
        new("city-library", "City Library", "library", [Purpose.LibraryRegistration], [LibraryRegistration]),
        new(AnalystPartner, "City Analytics Office", "analyst", [], []),
        new("card-registrar", "Card Program Office", "registrar", [Purpose.CardCare], []),
        new("privacy-officer", "Privacy Office", "privacy-officer", [], []),
    ];

    /// <summary>A partner that is served without restrictions. Its client has a key and no secret, so it has no button in the explorer.</summary>
    public static SandboxPartner Keyed { get; } = Bank("keyed-bank", "Keyed Bank") with { PublicKeys = ValidKey };

    /// <summary>The partners whose clients are refused, each for another reason.</summary>
    public static IReadOnlyList<SandboxPartner> Refused { get; } =
    [
        Bank("dormant-bank", "Dormant Bank") with { ClientStatus = PartnerStatus.Suspended },
        Bank("former-bank", "Former Bank") with { Until = new DateOnly(2025, 12, 31) },
        Bank("basic-bank", "Basic Bank") with { Scopes = ["card:validity"] },
        Bank("lapsed-bank", "Lapsed Bank") with { PublicKeys = LapsedKey },
        Bank("busy-bank", "Busy Bank") with { AnswersPerHour = 1 },
    ];

    /// <summary>All of these partners.</summary>
    public static IEnumerable<SandboxPartner> Loaded => [.. All, Keyed, .. Refused];

    /// <summary>The credentials of <see cref="Loaded"/> and of <see cref="Analyst"/>. The documentation contains the secrets and the private keys.</summary>
    public static PublishedCredentials PublishedCredentials { get; } = new([SecretHash, AnalystPasswordHash], [ValidKey, LapsedKey]);

    /// <summary>The scopes of a client's tokens if it requests none; null for all of its audience.</summary>
    public static IEnumerable<string>? ScopesOf(string? clientId) => Refused.FirstOrDefault(partner => partner.Id == clientId)?.Scopes;

    /// <summary>
    /// The benefits. Their rules are text, as in the database: every start needs <see cref="PublishedCredentials"/>, and would serialize the rules with it.
    /// </summary>
    public static IReadOnlyList<Benefit> Benefits { get; } =
    [
        Offer(RiverMembership, "Free membership of the River Museum, from 18 years", """{"kind":"age","min":18}""", Yearly),
        Offer(HillMembership, "Free first-year membership of the Hill Museum, with a card issued in the last 365 days",
            """{"kind":"issuedWithin","days":365}""", Yearly),
        Offer(LibraryRegistration, "Registration as a reader, from 13 years, or at any age for residents of Brooklyn",
            """{"kind":"anyOf","rules":[{"kind":"age","min":13},{"kind":"residentOf","boroughs":["Brooklyn"]}]}""", """{"kind":"ever","most":1}"""),
    ];

    private static SandboxPartner Bank(string id, string name) => new(id, name, "bank", [Purpose.AccountOpening], []);

    private static Benefit Offer(string id, string name, string rule, string usage) =>
        new() { Id = id, Name = name, From = Opening, Rule = rule, Usage = usage };
}
