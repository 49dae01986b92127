using PartnerApi.Benefits;
using PartnerApi.Commands.Benefits;
using PartnerApi.Commands.Identity;
using PartnerApi.Commands.Partners;
using PartnerApi.Commands.Registry;
using PartnerApi.Commands.Statistics;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.Commands;

/// <summary>Each rejection of a registry, an import, or a release has one text for the operator.</summary>
[Trait("Needs", "NoStore")]
public sealed class RejectionTextTests
{
    private static readonly DateOnly Day = new(2026, 1, 30);

    private const string ShortName = "1 to 64 lower-case letters, digits and hyphens";

    private static readonly Dictionary<PartnerRejection, string> Partners = new()
    {
        [new PartnerRejection.InvalidId()] = $"A partner's id must have {ShortName}.",
        [new PartnerRejection.InvalidName()] = "A partner's name must have 1 to 200 characters, no control character, and no space at either end.",
        [new PartnerRejection.UnknownAudience("shop")] =
            $"The audience 'shop' does not exist. Choose from {string.Join(", ", Audiences.All.Select(audience => audience.Name))}.",
        [new PartnerRejection.AlreadyExists("harbor-bank")] = "The partner 'harbor-bank' already exists.",
        [new PartnerRejection.UnknownPartner("nobody")] = "The partner 'nobody' does not exist. Run 'partners list' to see all partners.",
        [new PartnerRejection.NoAgreement("harbor-bank")] = "The partner 'harbor-bank' has no agreement.",
        [new PartnerRejection.FirstDayMissing("harbor-bank")] = "The partner 'harbor-bank' has no agreement yet. Give its first day with --from.",
        [new PartnerRejection.EndsBeforeFirstDay()] = "The agreement's last day is before its first day. Change --from or --until.",
        [new PartnerRejection.NeverAccepted(Purpose.AccountOpening)] = "The card is never accepted for ACCOUNT_OPENING, so no agreement can include it.",
        [new PartnerRejection.UnknownBenefit("tea", ["bread", "milk"])] = "The benefit 'tea' does not exist. Choose from bread, milk.",
        [new PartnerRejection.UnknownBenefit("tea", [])] = "The benefit 'tea' does not exist. Add it with 'benefits set'.",
    };

    private static readonly Dictionary<BenefitRejection, string> Benefits = new()
    {
        [new BenefitRejection.InvalidId()] = $"A benefit's id must have {ShortName}.",
        [new BenefitRejection.InvalidName()] = "A benefit's name must have 1 to 200 characters, no control character, and no space at either end.",
        [new BenefitRejection.InvalidRule("It is empty.")] = "The rule is not valid. It is empty.",
        [new BenefitRejection.InvalidUsage("It is empty.")] = "The usage rule is not valid. It is empty.",
        [new BenefitRejection.UnknownBenefit("tea")] = "The benefit 'tea' does not exist. Give --name, --rule and --from to add it.",
        [new BenefitRejection.EndsBeforeFirstDay()] = "The benefit's last day is before its first day. Change --from or --until.",
    };

    private static readonly Dictionary<ClientRejection, string> Clients = new()
    {
        [new ClientRejection.InvalidId()] = $"A client id must have {ShortName}.",
        [new ClientRejection.UnknownPartner("nobody")] = "The partner 'nobody' does not exist. Run 'partners list' to see all partners.",
        [new ClientRejection.AlreadyExists("harbor-bank")] = "The client 'harbor-bank' already exists.",
        [new ClientRejection.UnknownClient("nobody")] = "The client 'nobody' does not exist. Run 'clients list' to see all clients.",
        [new ClientRejection.NoCredentials("ana")] = "The client ana has no credentials.",
        [new ClientRejection.KeyExists("harbor-bank", "k")] = "The client 'harbor-bank' already has a key 'k'. Remove that key first.",
        [new ClientRejection.PublishedKey("keyed")] =
            "The private key of 'keyed' is published in the sandbox's documentation, so anyone could sign in with it. Ask the partner to create a key pair.",
        [new ClientRejection.PublishedCredentials("harbor-bank")] =
            "The client 'harbor-bank' has a published secret or key of the sandbox, so anyone could sign in with it. Add another client instead.",
        [new ClientRejection.UnknownKey("harbor-bank", "k")] = "The client 'harbor-bank' has no key 'k'. Run 'clients list' to see its keys.",
    };

    private static readonly Dictionary<AccountRejection, string> Accounts = new()
    {
        [new AccountRejection.InvalidName()] = $"An account name must have {ShortName}.",
        [new AccountRejection.PasswordTooShort(12)] = "A password must have at least 12 characters.",
        [new AccountRejection.UnknownPartner("nobody")] = "The partner 'nobody' does not exist. Run 'partners list' to see all partners.",
        [new AccountRejection.AudienceWithoutAccounts("harbor-bank", "bank", "analyst")] =
            "Only partners of the audience analyst have accounts; harbor-bank has the audience bank.",
        [new AccountRejection.NameTaken("ana")] = "A client or account 'ana' already exists. Choose another name.",
        [new AccountRejection.UnknownAccount("ana")] = "The account 'ana' does not exist. Run 'accounts list' to see all accounts.",
    };

    private static readonly Dictionary<ImportRejection, string> Imports = new()
    {
        [new ImportRejection.UnexpectedCount(1_299, 1_300)] = "it has 1,299 lines after the header, but 1,300 are expected; check that it is complete",
        [new ImportRejection.TooLateAsOf(Day, Day.AddDays(-1), true)] = "its as-of date, 2026-01-30, is after today",
        [new ImportRejection.TooLateAsOf(Day, Day.AddDays(-1), false)] =
            "its as-of date, 2026-01-30, is after 2026-01-29, the day of the trusted time; the clock is not trusted, see 'clock status'",
        [new ImportRejection.OlderThanEarlier(Day, Day.AddDays(1))] =
            "its as-of date, 2026-01-30, is before that of an earlier import, 2026-01-31; use --force to import it anyway",
        [new ImportRejection.TooManyReactivations(1)] = "it would reactivate 1 card reported lost or revoked; use --allow-reactivations 1 to allow it",
        [new ImportRejection.TooManyChanges(new ImportChanges { Other = 1_200, Withdrawn = 1_100, Ended = 100 }, 3_000)] =
            "it would change 1,200 cards (1,100 lost or revoked, 100 no longer valid by their dates) while 3,000 are in force; "
                + "use --allow-changes 1200 to allow it",
    };

    private static readonly Dictionary<ExportRejection, string> Exports = new()
    {
        [new ExportRejection.Empty()] = "the file is empty",
        [new ExportRejection.OnlyCarriageReturns()] = "its lines end in CR alone; export it with LF or CRLF line endings",
        [new ExportRejection.MalformedManifest(1)] =
            "line 1: a line that begins with # before the header must be like '#export as_of=2026-03-31 cards=900000'",
        [new ExportRejection.NoHeader()] = "the file has no header",
        [new ExportRejection.InvalidHeader(2, new LineProblem(0, "not this"))] = "line 2, column 1 (card_number): not this",
        [new ExportRejection.JoinedLines(7)] =
            "line 7: lines end in CR alone, and together they are too long to search for lost cards; end lines in LF or CRLF",
    };

    private static readonly Dictionary<ReleaseRejection, string> Releases = new()
    {
        [new ReleaseRejection.ClosedElsewhere(new Month(2026, 1), "alpha")] =
            "The gateway on host alpha closed the month 2026-01 from another data folder and may have drawn its noise. Release the month there, or copy the "
                + "folder 'releases' from that data folder into this one. If that folder is lost, run 'statistics release --take-over'",
        [new ReleaseRejection.DrawnValuesChanged(new Month(2026, 1))] =
            "The file releases/2026-01.json in the data folder was changed. Restore it from a backup. No month is released until then",
    };

    private static readonly Dictionary<ReleaseWait, string> Waits = new()
    {
        [new ReleaseWait.ForTrustedClock()] = "a trusted clock; see 'clock status'",
        [new ReleaseWait.ForOtherHost("alpha")] = "the gateway on host alpha, which closed it from another data folder; see 'statistics release'",
        [new ReleaseWait.ForDay(Day)] = "2026-01-30, the day on which it is due",
        [new ReleaseWait.ForFinalImport(Day, 90, null)] =
            "an import with an as-of date of 2026-01-30 or later that names at least 90 % of the cards in force; there was no import",
    };

    private static readonly Dictionary<PublicKeyRejection, string> KeyFiles = new()
    {
        [PublicKeyRejection.TooLarge] = "The file k.pem cannot be used: it is too large to be a public key.",
        [PublicKeyRejection.NeitherPemNorJwk] = "The file k.pem cannot be used: it is neither PEM nor a JWK.",
        [PublicKeyRejection.IncompletePem] = "The file k.pem cannot be used: it is not a complete PEM file.",
        [PublicKeyRejection.OtherPemLabel] = "The file k.pem cannot be used: expected the PEM label PUBLIC KEY.",
        [PublicKeyRejection.PrivateKey] = "The file k.pem cannot be used: it contains a private key; give the public key instead.",
        [PublicKeyRejection.NeitherEcNorRsa] = "The file k.pem cannot be used: it contains neither an EC nor an RSA key.",
        [PublicKeyRejection.UnsupportedKey] = "The file k.pem cannot be used: expected a public key for signatures: P-256, or RSA of at least 2048 bits.",
    };

    [Fact]
    public void Rejected_change_of_a_partner_has_a_sentence() => AssertTexts(Partners, PartnerRejectionText.Of);

    [Fact]
    public void Rejected_change_of_a_benefit_has_a_sentence() => AssertTexts(Benefits, BenefitRejectionText.Of);

    [Fact]
    public void Rejected_change_of_a_client_has_a_sentence() => AssertTexts(Clients, IdentityRejectionText.Of);

    [Fact]
    public void Rejected_change_of_an_account_has_a_sentence() => AssertTexts(Accounts, IdentityRejectionText.Of);

    [Fact]
    public void Rejected_import_has_a_sentence() => AssertTexts(Imports, ImportRejectionText.Of);

    [Fact]
    public void Rejected_export_has_a_sentence() => AssertTexts(Exports, ImportRejectionText.Of);

    [Fact]
    public void Rejected_release_has_a_sentence() => AssertTexts(Releases, ReleaseRejectionText.Of);

    [Fact]
    public void Condition_of_a_release_has_a_phrase() => AssertTexts(Waits, ReleaseWaitText.Of);

    [Fact]
    public void Rejected_key_file_has_a_sentence()
    {
        Assert.Equal(Enum.GetValues<PublicKeyRejection>().Order(), KeyFiles.Keys.Order());
        Assert.All(KeyFiles, row => Assert.Equal(row.Value, IdentityRejectionText.Of("k.pem", row.Key)));
    }

    private static void AssertTexts<TRejection>(Dictionary<TRejection, string> texts, Func<TRejection, string> of)
        where TRejection : class
    {
        Assert.Equal(
            typeof(TRejection).GetNestedTypes().Select(type => type.Name).Order(StringComparer.Ordinal),
            texts.Keys.Select(rejection => rejection.GetType().Name).Distinct().Order(StringComparer.Ordinal));
        Assert.All(texts, row => Assert.Equal(row.Value, of(row.Key)));
    }
}
