using System.Globalization;
using System.Text;
using PartnerApi.Commands.Registry;
using PartnerApi.Policy;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Tests.Registry;

[Trait("Needs", "NoStore")]
public sealed class RegistryReaderTests
{
    private const string Header = "card_number,status,issued_on,expires_on,legal_name,date_of_birth,borough,street,city,postal_code";
    private const string Good = "2441188888951928,active,2015-01-12,2020-01-12,Chloé Santos,1980-12-27,manhattan,\"248 Clinton St, Apt 12B\",New York,10011";

    /// <summary>A column counted from 1, the bad value, and the reported problem.</summary>
    public static readonly TheoryData<int, string, string> BadFields = new()
    {
        { 1, "", "not 16 digits" },
        { 1, "244118888895192", "not 16 digits" },
        { 1, "24411888889519280", "not 16 digits" },
        { 1, "2441 1888 8895 1928", "not 16 digits" },
        { 1, "２４４１１８８８８８９５１９２８", "not 16 digits" },
        { 1, "2441188888951929", "wrong check digits" },
        { 1, "4241188888951928", "wrong check digits" },
        { 1, "0000000000000000", "wrong check digits" },
        { 2, "", "not one of active, reported_lost, revoked" },
        { 2, "Active", "not one of active, reported_lost, revoked" },
        { 2, "expired", "not one of active, reported_lost, revoked" },
        { 3, "", "not a date (YYYY-MM-DD)" },
        { 3, "2015-02-29", "not a date (YYYY-MM-DD)" },
        { 3, "2015-1-12", "not a date (YYYY-MM-DD)" },
        { 3, "01/12/2015", "not a date (YYYY-MM-DD)" },
        { 3, "2015-01-12T00:00", "not a date (YYYY-MM-DD)" },
        { 3, "0000-01-12", "not a date (YYYY-MM-DD)" },
        { 3, "٢٠١٥-٠١-١٢", "not a date (YYYY-MM-DD)" },
        { 3, "1899-12-31", "not between 1900-01-01 and 2199-12-31" },
        { 4, "2200-01-01", "not between 1900-01-01 and 2199-12-31" },
        { 4, "2020-13-12", "not a date (YYYY-MM-DD)" },
        { 4, "2015-01-11", "before issued_on" },
        { 5, "", "empty" },
        { 5, " ", "begins or ends with a space" },
        { 5, "Santos ", "begins or ends with a space" },
        { 5, "Chloé\tSantos", "contains a control character" },
        { 5, "Chloé\0Santos", "contains a control character" },
        { 5, "Chloé\rSantos", "contains a control character" },
        { 5, "Chloé\u0085Santos", "contains a control character" },
        { 5, "Chloé\u2028Santos", "contains a control character" },
        { 5, "\u200B", "has no visible character" },
        { 5, "\u2060\u00AD\u200D", "has no visible character" },
        { 5, "\u0301", "has no visible character" },
        { 5, "\u3164", "has no visible character" },
        { 5, "Chloé \u202ESantos", "contains a bidirectional control character" },
        { 5, "Chloé \u200FSantos", "contains a bidirectional control character" },
        { 5, "Chloé \u2069Santos", "contains a bidirectional control character" },
        { 5, "Chlo\uFFFD Santos", "contains U+FFFD, the sign of a broken character conversion" },
        { 5, "Chloé\uFFFE Santos", "contains a noncharacter" },
        { 5, "Chloé\uFDD0 Santos", "contains a noncharacter" },
        { 5, "Chloé\ud83f\udfff Santos", "contains a noncharacter" },
        { 8, "\u200B", "has no visible character" },
        { 9, "New\uFFFDYork", "contains U+FFFD, the sign of a broken character conversion" },
        { 5, "Chloé \"Coco\" Santos", "a quotation mark inside a field that is not in quotation marks" },
        { 5, "\"Chloé\" Santos", "text after the closing quotation mark" },
        { 5, "\"Chloé Santos", "text after the closing quotation mark" },
        { 6, "2005-01-13", "less than 10 years before issued_on" },
        { 6, "2016-01-13", "less than 10 years before issued_on" },
        { 7, "Manhattan", "not one of bronx, brooklyn, manhattan, queens, staten_island" },
        { 7, "2", "not one of bronx, brooklyn, manhattan, queens, staten_island" },
        { 8, "", "empty" },
        { 9, "", "empty" },
        { 10, "1001", "not 5 digits" },
        { 10, "10011-1234", "not 5 digits" },
        { 10, "1001a", "not 5 digits" },
        { 10, "\"10011", "the closing quotation mark is missing" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public void Bad_field_is_reported_by_line_and_column_without_its_value(int column, string value, string reason)
    {
        var fields = new[]
        {
            "2441188888951928", "active", "2015-01-12", "2020-01-12", "Chloé Santos", "1980-12-27", "manhattan", "\"248 Clinton St, Apt 12B\"", "New York", "10011",
        };
        fields[column - 1] = value;

        var (cards, problems) = Read($"{Header}\n{Good}\n{string.Join(',', fields)}\n{Good}\n");

        Assert.Equal($"line 3, column {column} ({Header.Split(',')[column - 1]}): {reason}", Assert.Single(problems));
        Assert.Equal([2L, 4L], cards.Select(card => card.LineNumber));
    }

    [Theory]
    [InlineData(5, 121, "longer than 120 characters")]
    [InlineData(8, 121, "longer than 120 characters")]
    [InlineData(9, 61, "longer than 60 characters")]
    public void Reader_rejects_a_too_long_field(int column, int length, string reason)
    {
        var fields = Good.Replace("\"248 Clinton St, Apt 12B\"", "248 Clinton St", StringComparison.Ordinal).Split(',');
        fields[column - 1] = new string('a', length);
        var (_, problems) = Read($"{Header}\n{string.Join(',', fields)}\n");
        Assert.EndsWith(reason, Assert.Single(problems), StringComparison.Ordinal);

        fields[column - 1] = new string('a', length - 1);
        Assert.Empty(Read($"{Header}\n{string.Join(',', fields)}\n").Problems);
    }

    [Theory]
    [InlineData("ć", "ć", "ć")]
    [InlineData("王", "王", "王")]
    [InlineData("𞤀", "a", "a")]
    [InlineData("a", "𞤀", "a")]
    public void Longest_texts_fit_a_sealed_record_in_every_script(string name, string street, string city)
    {
        var fields = Good.Replace("\"248 Clinton St, Apt 12B\"", "248 Clinton St", StringComparison.Ordinal).Split(',');
        (fields[4], fields[7], fields[8]) = (Repeat(name, 120), Repeat(street, 120), Repeat(city, 60));
        var card = Assert.Single(Read($"{Header}\n{string.Join(',', fields)}\n").Cards);
        Assert.InRange(RecordBlob.TextBytes(HolderSealer.Details(card)), 0, RecordBlob.MaxTextBytes);

        static string Repeat(string character, int count) => string.Concat(Enumerable.Repeat(character, count));
    }

    [Theory]
    [InlineData("#export as_of=2026-11-22 cards=2", "2026-11-22", 2L)]
    [InlineData("#export cards=2", null, 2L)]
    [InlineData("\uFEFF#export as_of=2026-11-22", "2026-11-22", null)]
    [InlineData("#export", null, null)]
    public void Reader_parses_the_manifest(string line, string? asOf, long? cards)
    {
        var reader = new RegistryReader(new MemoryStream(Encoding.UTF8.GetBytes($"{line}\r\n{Header}\r\n{Good}\r\n")));
        Assert.Equal(3, Assert.Single(reader.Read(bad => Assert.Fail(bad.Problem.At(bad.LineNumber)))).LineNumber);
        Assert.Equal((asOf, cards), (reader.Manifest.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), reader.Manifest.Cards));
    }

    [Theory]
    [InlineData("#exports")]
    [InlineData("# export")]
    [InlineData("#export as_of=22.11.2026")]
    [InlineData("#export cards=-1")]
    [InlineData("#export cards=1 cards=2")]
    [InlineData("#export as_of=2026-11-22 count=2")]
    public void Reader_rejects_a_malformed_manifest(string line) => Assert.Equal(
        "line 1: a line that begins with # before the header must be like '#export as_of=2026-03-31 cards=900000'",
        Rejection($"{line}\n{Header}\n{Good}\n"));

    [Theory]
    [InlineData("")]
    [InlineData("#export cards=1\r")]
    public void Reader_rejects_a_file_whose_lines_end_in_CR_alone(string before) => Assert.Equal(
        "its lines end in CR alone; export it with LF or CRLF line endings",
        Rejection($"{before}{Header}\r{Good}\r{Good}\r"));

    [Fact]
    public void Reader_reads_the_replaced_card_from_the_optional_last_column()
    {
        var replaced = CardNumber.FromPayload(1);
        var (cards, problems) = Read($"{Header},replaces\n{Good},{replaced.Reveal()}\n{Good},\n");
        Assert.Empty(problems);
        Assert.Equal([replaced, null], cards.Select(card => card.Replaces));
    }

    [Theory]
    [InlineData("123", "not 16 digits")]
    [InlineData("2441188888951929", "wrong check digits")]
    [InlineData("2441188888951928", "the same as card_number")]
    public void Reader_rejects_an_invalid_replaced_card(string replaced, string reason) => Assert.Equal(
        $"line 2, column 11 (replaces): {reason}", Assert.Single(Read($"{Header},replaces\n{Good},{replaced}\n").Problems));

    [Theory]
    [InlineData(Good + ",x", "2441188888951928", CardState.Active, null)]
    [InlineData("2441188888951928,revoked", "2441188888951928", CardState.Revoked, null)]
    [InlineData("2441188888951928,reported_lost,2015-01-12,\"", "2441188888951928", CardState.ReportedLost, null)]
    [InlineData("2441188888951928,lost,2015-01-12", "2441188888951928", null, null)]
    [InlineData("1,revoked", null, CardState.Revoked, null)]
    [InlineData("2441188888951928,active,x,2020-01-12,A B,1980-12-27,bronx,1 A St,Bronx,10451,0000000000000195", "2441188888951928", CardState.Active, "0000000000000195")]
    public void Reader_extracts_the_readable_fields_of_a_bad_line(string line, string? number, CardState? state, string? replaces)
    {
        var bad = new List<BadLine>();
        Assert.Empty(new RegistryReader(new MemoryStream(Encoding.UTF8.GetBytes($"{Header},replaces\n{line}\n"))).Read(bad.Add));
        var only = Assert.Single(bad);
        Assert.Equal((number, state, replaces), (only.Number?.Reveal(), only.State, only.Replaces?.Reveal()));
    }

    [Theory]
    [InlineData("", "line 3: empty")]
    [InlineData("2441188888951928,active", "line 3: 2 columns, but 10 are expected")]
    [InlineData(Good + ",", "line 3: 11 columns, but 10 are expected")]
    public void Reader_reports_a_line_with_the_wrong_number_of_columns(string line, string expected)
    {
        var (cards, problems) = Read($"{Header}\n{Good}\n{line}\n{Good}\n");
        Assert.Equal(expected, Assert.Single(problems));
        Assert.Equal([2L, 4L], cards.Select(card => card.LineNumber));
    }

    [Theory]
    [InlineData(4_097)]
    [InlineData(300_000)]
    public void Reader_reports_a_too_long_line_and_reads_the_next(int length)
    {
        var (cards, problems) = Read($"{Header}\n{new string('1', length)}\n{Good}\n");
        Assert.Equal("line 2: longer than 4096 bytes", Assert.Single(problems));
        Assert.Equal(3, Assert.Single(cards).LineNumber);
    }

    [Fact]
    public void Reader_reports_invalid_UTF8_with_its_column()
    {
        var bytes = Encoding.Latin1.GetBytes($"{Header}\n{Good}\n");
        var (cards, problems) = Read(bytes);
        Assert.Equal("line 2, column 5 (legal_name): not valid UTF-8", Assert.Single(problems));
        Assert.Empty(cards);
    }

    [Fact]
    public void Reader_accepts_a_byte_order_mark_CRLF_quotes_and_a_missing_last_line_break()
    {
        var quoted = Good.Replace("Chloé Santos", "\"Chloé \"\"Coco\"\" Santos\"", StringComparison.Ordinal);
        var (cards, problems) = Read($"\uFEFF{Header}\r\n{quoted}\r\n{Good}");
        Assert.Empty(problems);
        Assert.Equal(["Chloé \"Coco\" Santos", "Chloé Santos"], cards.Select(card => card.LegalName));
    }

    [Fact]
    public void Reader_reads_every_field_of_a_good_line()
    {
        var card = Assert.Single(Read($"{Header}\n{Good}\n").Cards);
        Assert.Equal("2441188888951928", card.Number.Reveal());
        var expected = new RegistryLine(
            card.Number, CardState.Active, new DateOnly(2015, 1, 12), new DateOnly(2020, 1, 12), "Chloé Santos", new DateOnly(1980, 12, 27),
            Borough.Manhattan, "248 Clinton St, Apt 12B", "New York", "10011")
        {
            LineNumber = 2,
        };
        Assert.Equal(expected, card);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n", "line 1: empty")]
    [InlineData(Good + "\n", "line 1, column 1 (card_number): the header must name the columns, here 'card_number'")]
    [InlineData("card_number,status,issued,expires_on,legal_name,date_of_birth,borough,street,city,postal_code\n",
        "line 1, column 3 (issued_on): the header must name the columns, here 'issued_on'")]
    [InlineData("card_number;status\n", "line 1: 1 column, but 10 are expected")]
    public void Reader_rejects_a_file_without_the_header(string content, string expected) =>
        Assert.Equal(expected, Rejection(content));

    [Fact]
    public void Line_numbers_stay_correct_across_buffer_boundaries()
    {
        var (cards, problems) = Read($"{Header}\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => i % 1_000 == 999 ? $"{new string('x', i)}\n" : $"{Good}\n")));
        Assert.Equal(20, problems.Count);
        Assert.Equal(Enumerable.Range(0, 20_000).Where(i => i % 1_000 != 999).Select(i => i + 2L), cards.Select(card => card.LineNumber));
    }

    private static string Rejection(string content) => ImportRejectionText.Of(Assert.Throws<ExportRejectedException>(() => Read(content)).Rejection);

    private static (List<RegistryLine> Cards, List<string> Problems) Read(string content) => Read(Encoding.UTF8.GetBytes(content));

    private static (List<RegistryLine> Cards, List<string> Problems) Read(byte[] content)
    {
        var problems = new List<string>();
        var reader = new RegistryReader(new MemoryStream(content));
        return ([.. reader.Read(bad => problems.Add(bad.Problem.At(bad.LineNumber)))], problems);
    }
}
