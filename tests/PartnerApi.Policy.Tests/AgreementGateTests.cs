namespace PartnerApi.Policy.Tests;

public class AgreementGateTests
{
    private const string Open = "";

    public static TheoryData<bool, bool, bool, string, string, bool> Admissions => new()
    {
        // partner, client, agreement active; until; today (from is 2026-01-01); admitted
        { true, true, true, "2026-12-31", "2025-12-31", false },
        { true, true, true, "2026-12-31", "2026-01-01", true },
        { true, true, true, "2026-12-31", "2026-06-15", true },
        { true, true, true, "2026-12-31", "2026-12-31", true },
        { true, true, true, "2026-12-31", "2027-01-01", false },
        { true, true, true, "2026-01-01", "2026-01-01", true },
        { true, true, true, "2025-12-31", "2026-01-01", false },
        { true, true, true, "2025-12-31", "2025-12-31", false },
        { true, true, true, Open, "2025-12-31", false },
        { true, true, true, Open, "2026-01-01", true },
        { true, true, true, Open, "9999-12-31", true },
        { false, true, true, Open, "2026-06-15", false },
        { true, false, true, Open, "2026-06-15", false },
        { true, true, false, Open, "2026-06-15", false },
        { false, false, true, Open, "2026-06-15", false },
        { false, true, false, Open, "2026-06-15", false },
        { true, false, false, Open, "2026-06-15", false },
        { false, false, false, Open, "2026-06-15", false },
    };

    [Theory]
    [MemberData(nameof(Admissions))]
    public void Client_is_admitted_while_everything_is_active_and_in_force(
        bool partner, bool client, bool agreement, string until, string today, bool admitted)
    {
        DateOnly? lastDay = until == Open ? null : Day.Of(until);
        var terms = new AgreementTerms(partner, client, agreement, Day.Of("2026-01-01"), lastDay, new HashSet<Purpose> { Purpose.Membership });
        Refusal? expected = admitted ? null : Refusal.AgreementNotActive;
        Assert.Equal(expected, AgreementGate.Admit(terms, Day.Of(today)));
        Assert.Equal(expected, AgreementGate.AdmitPurpose(terms, Purpose.Membership, Day.Of(today)));
        // A client that is not admitted does not learn the agreement's purposes.
        Assert.Equal(expected ?? Refusal.PurposeNotAgreed, AgreementGate.AdmitPurpose(terms, Purpose.AccountOpening, Day.Of(today)));
    }

    [Fact]
    public void Purpose_is_refused_unless_agreed()
    {
        var today = Day.Of("2026-06-15");
        foreach (var agreed in Enum.GetValues<Purpose>())
        {
            var terms = new AgreementTerms(true, true, true, today, today, new HashSet<Purpose> { agreed });
            foreach (var requested in Enum.GetValues<Purpose>())
            {
                Refusal? expected = requested == agreed && !Purposes.NeverAccepted.Contains(requested) ? null : Refusal.PurposeNotAgreed;
                Assert.Equal(expected, AgreementGate.AdmitPurpose(terms, requested, today));
            }
        }
    }

    [Fact]
    public void Never_accepted_purpose_is_refused_even_if_agreed()
    {
        var today = Day.Of("2026-06-15");
        var terms = new AgreementTerms(true, true, true, today, null, Enum.GetValues<Purpose>().ToHashSet());
        Assert.All(Purposes.NeverAccepted, purpose => Assert.Equal(Refusal.PurposeNotAgreed, AgreementGate.AdmitPurpose(terms, purpose, today)));
    }

    [Fact]
    public void Agreement_without_purposes_admits_clients_but_permits_no_purpose()
    {
        var today = Day.Of("2026-06-15");
        var terms = new AgreementTerms(true, true, true, today, null, new HashSet<Purpose>());
        Assert.Null(AgreementGate.Admit(terms, today));
        Assert.All(Enum.GetValues<Purpose>(), purpose => Assert.Equal(Refusal.PurposeNotAgreed, AgreementGate.AdmitPurpose(terms, purpose, today)));
    }
}
