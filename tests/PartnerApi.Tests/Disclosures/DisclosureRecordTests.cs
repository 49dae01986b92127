using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Disclosures;
using PartnerApi.Ledger;
using PartnerApi.Policy;

namespace PartnerApi.Tests.Disclosures;

/// <summary>The record that is in the ledger when the response arrives.</summary>
public sealed class DisclosureRecordTests(LedgerGateway ledger) : IClassFixture<LedgerGateway>
{
    private const string Lost = "0000000000000486";
    private const string NeverIssued = "0000000000000680";

    private readonly RunningGateway gateway = ledger.Gateway;

    [Fact]
    public async Task Answered_request_makes_one_record_of_the_disclosed_fields()
    {
        var (answer, records) = await ledger.QueryAsync(() => gateway.QueryCardAsync("harbor-bank", "valid expiresOn subject"));
        Assert.Empty(answer.Codes);
        var record = Assert.Single(records);
        Assert.Equal(("harbor-bank", "harbor-bank", "ACCOUNT_OPENING", "card", "PERMIT", true), (record.Partner, record.Client, record.Purpose, record.Operation, record.Decision, record.Valid));
        Assert.Equal("valid,expiresOn,subject", record.Fields);
        Assert.NotNull(record.Reference);
        Assert.Equal((0, 0), (record.Hour.Minute, record.Hour.Second));
        Assert.InRange(TimeProvider.System.GetUtcNow() - record.Hour, TimeSpan.Zero, TimeSpan.FromMinutes(65));

        // The file contains nothing about the card or its holder.
        var file = ledger.Text();
        Assert.DoesNotContain(Callers.ValidCard, file, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Data("card", "subject").GetString()!, file, StringComparison.Ordinal);
        Assert.DoesNotContain("Quillfeather", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_makes_a_record_for_each_card_and_none_for_a_malformed_number()
    {
        var (_, records) = await ledger.QueryAsync(() => CardsAsync("ACCOUNT_OPENING", Callers.ValidCard, "1", Lost, NeverIssued));
        Assert.Equal([true, false, false], records.Select(record => record.Valid));
        Assert.All(records, record => Assert.Equal(("cards", "PERMIT", "valid"), (record.Operation, record.Decision, record.Fields)));
        Assert.Equal(3, records.Select(record => record.Reference).Distinct().Count());
        Assert.Equal(3, records.Select(record => record.Id).Distinct().Count());
    }

    [Fact]
    public async Task Each_alias_makes_a_record()
    {
        const string query = "query($n: CardNumber!) { a: card(number: $n, purpose: ACCOUNT_OPENING) { valid } b: card(number: $n, purpose: ACCOUNT_OPENING) { expiresOn } }";
        var (_, records) = await ledger.QueryAsync(() => gateway.QueryAsync("harbor-bank", query, new { n = Callers.ValidCard }));
        Assert.Equal(["expiresOn", "valid"], records.Select(record => record.Fields).Order(StringComparer.Ordinal));
        Assert.Single(records.Select(record => record.Reference).Distinct());
    }

    [Fact]
    public async Task Record_marks_a_refused_field()
    {
        var (answer, records) = await ledger.QueryAsync(() => gateway.QueryCardAsync("harbor-bank", "valid subject", scope: "card:validity"));
        Assert.Equal(["FORBIDDEN"], answer.Codes);
        Assert.Equal(("PERMIT", "valid,!subject"), (records.Single().Decision, records.Single().Fields));
    }

    [Fact]
    public async Task Record_of_a_registrar_lists_every_field_of_the_holder()
    {
        var (_, records) = await ledger.QueryAsync(() => gateway.QueryCardAsync("card-registrar", "status holder { legalName address { street } }"));
        var fields = Assert.Single(records).Fields.Split(',');
        Assert.Equal(["holder", "holder.address", "holder.address.street", "holder.legalName", "status"], fields.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("status holder { legalName address { street } }", "status,holder,holder.legalName,holder.address,holder.address.street")]
    [InlineData("holder { legalName } valid holder { a: dateOfBirth b: dateOfBirth }", "holder,holder.legalName,holder.dateOfBirth,valid")]
    [InlineData(
        "holder { __typename ... on Holder { legalName @skip(if: true) borough @include(if: true) } address { city @include(if: false) street } }",
        "holder,holder.borough,holder.address,holder.address.street")]
    public async Task Record_of_a_registrar_is_the_same_whether_or_not_the_number_exists(string fields, string expected)
    {
        var (answer, exists) = await ledger.QueryAsync(() => gateway.QueryCardAsync("card-registrar", fields));
        var (_, lost) = await ledger.QueryAsync(() => gateway.QueryCardAsync("card-registrar", fields, number: Lost));
        var (_, never) = await ledger.QueryAsync(() => gateway.QueryCardAsync("card-registrar", fields, number: NeverIssued));
        Assert.Empty(answer.Codes);
        Assert.Equal([expected, expected, expected], new[] { exists, lost, never }.Select(records => Assert.Single(records).Fields));
    }

    [Fact]
    public async Task Record_of_a_registrar_follows_fragments_and_variables()
    {
        const string query = "query($n: CardNumber!, $no: Boolean!) { card(number: $n, purpose: CARD_CARE) { holder { ...h } } } "
            + "fragment h on Holder { legalName dateOfBirth @include(if: $no) address { ...a } } fragment a on Address { street postalCode @skip(if: $no) }";
        foreach (var number in (string[])[Callers.ValidCard, NeverIssued])
        {
            var (answer, records) = await ledger.QueryAsync(() => gateway.QueryAsync("card-registrar", query, new { n = number, no = false }));
            Assert.Empty(answer.Codes);
            Assert.Equal("holder,holder.legalName,holder.address,holder.address.street,holder.address.postalCode", Assert.Single(records).Fields);
        }
    }

    [Theory]
    [InlineData("harbor-bank", "{ viewer { client } }")]
    [InlineData("harbor-bank", """{ card(number: "1", purpose: ACCOUNT_OPENING) { valid } }""")]
    [InlineData("harbor-bank", """{ card(number: "0000000000000196", purpose: MEMBERSHIP) { valid } }""")]
    [InlineData("harbor-bank", "{ nonsense }")]
    [InlineData("privacy-officer", "{ disclosures { edges { node { id } } } }")]
    public async Task Request_about_no_card_makes_no_record(string client, string query) =>
        Assert.Empty((await ledger.QueryAsync(() => gateway.QueryAsync(client, query))).Records);

    [Fact]
    public async Task Reference_is_unique_to_the_partner_and_the_day()
    {
        var (_, first) = await ledger.QueryAsync(() => gateway.QueryCardAsync("harbor-bank", "valid"));
        var (_, again) = await ledger.QueryAsync(() => CardsAsync("ACCOUNT_OPENING", "0000 0000 0000 0195"));
        var (_, other) = await ledger.QueryAsync(() => gateway.QueryCardAsync("river-museum", "valid"));
        Assert.Equal(first.Single().Reference, again.Single().Reference);
        Assert.NotEqual(first.Single().Reference, other.Single().Reference);

        // It is derived from the card's random seed, not from the number, so that a list of numbers does not find it.
        Assert.NotEqual(ReferenceOf(Callers.ValidCard), first.Single().Reference);
        var (_, unknown) = await ledger.QueryAsync(() => gateway.QueryCardAsync("harbor-bank", "valid", number: NeverIssued));
        Assert.Equal(ReferenceOf(NeverIssued), unknown.Single().Reference);

        var seed = new byte[16];
        var references = gateway.Services.GetRequiredService<CardReferences>();
        var today = new DateOnly(2031, 3, 14);
        Assert.Equal(references.OfCard(seed, "a", today), references.OfCard(seed, "a", today));
        Assert.Equal(5, new[]
        {
            references.OfCard(seed, "a", today), references.OfCard(seed, "a", today.AddDays(1)), references.OfCard(seed, "b", today),
            references.OfNumber(CardNumber.FromPayload(0), "a", today), references.OfSubject(seed, "a", today),
        }.Distinct().Count());
    }

    [Fact]
    public void Length_of_a_record_reveals_no_validity_refused_field_or_reference()
    {
        var expected = TestLedger.Record(TestLedger.FirstDay) with { Valid = true, Fields = "valid,subject,enrollment.status" };
        DisclosureRecord[] same = [expected, expected with { Valid = false }, expected with { Valid = null }, expected with { Fields = "valid,!subject,!enrollment.status" }, expected with { Reference = null }];
        Assert.Single(same.Select(one => one.Write(new byte[one.MostBytes])).Distinct());
    }

    [Theory]
    [InlineData(0, "not an id")]
    [InlineData(1, "0001-01-01T00:00Z")]
    [InlineData(1, "yesterday")]
    [InlineData(7, "0")]
    [InlineData(7, "99999999999999999999")]
    [InlineData(8, "valid")]
    [InlineData(10, "-")]
    public void Malformed_text_parses_as_no_record(int column, string text)
    {
        var record = TestLedger.Record(TestLedger.FirstDay);
        var bytes = new byte[record.MostBytes];
        var columns = Encoding.ASCII.GetString(bytes, 0, record.Write(bytes)).Split('\t');
        columns[column] = text;
        Assert.Null(DisclosureRecord.TryParse(Encoding.ASCII.GetBytes(string.Join('\t', columns))));
    }

    [Fact]
    public void Written_record_parses_to_the_same_record()
    {
        var record = TestLedger.Record(TestLedger.FirstDay) with { Valid = null, Fields = "", Reference = null };
        Assert.All([record, record with { Valid = true, Fields = "valid,!subject", Reference = UInt128.MaxValue }, record with { Count = int.MaxValue }], one =>
        {
            var bytes = new byte[one.MostBytes];
            var text = Encoding.ASCII.GetString(bytes, 0, one.Write(bytes));
            Assert.Equal(one, DisclosureRecord.Parse(text));
            Assert.Throws<FormatException>(() => DisclosureRecord.Parse(text + "\t"));
            Assert.DoesNotMatch("[^\t -~]", text);
        });
    }

    private Task<Answer> CardsAsync(string purpose, params string[] numbers) => gateway.QueryAsync(
        "harbor-bank",
        "query($numbers: [CardNumber!]!, $purpose: Purpose!) { cards(numbers: $numbers, purpose: $purpose) { valid } }",
        new { numbers, purpose });

    private UInt128 ReferenceOf(string number)
    {
        Assert.True(CardNumber.TryParse(number, out var parsed));
        return gateway.Services.GetRequiredService<CardReferences>()
            .OfNumber(parsed, "harbor-bank", gateway.Services.GetRequiredService<PartnerApi.Core.CityClock>().Today);
    }
}
