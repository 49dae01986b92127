using System.Text;
using PartnerApi.Policy;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Registry;

public sealed class RegistryReaderTests
{
    private const string Header = "card_number,status,issued_on,expires_on,legal_name,date_of_birth,borough,street,city,postal_code";
    private const string Good = "2441188888951928,active,2015-01-12,2020-01-12,Chloé Santos,1980-12-27,manhattan,\"248 Clinton St, Apt 12B\",New York,10011";

    /// <summary>What a field is replaced with, the column counted from 1, and what is said about it.</summary>
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
        { 5, "Chloé \"Coco\" Santos", "a quotation mark inside a field that is not in quotation marks" },
        { 5, "\"Chloé\" Santos", "something stands after the closing quotation mark" },
        { 5, "\"Chloé Santos", "something stands after the closing quotation mark" },
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
    public void Bad_field_is_reported_with_line_and_column_and_without_its_value(int column, string value, string reason)
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
    [InlineData(5, 121, "longer than 120 bytes")]
    [InlineData(8, 121, "longer than 120 bytes")]
    [InlineData(9, 61, "longer than 60 bytes")]
    public void Field_that_is_too_long_is_reported(int column, int length, string reason)
    {
        var fields = Good.Replace("\"248 Clinton St, Apt 12B\"", "248 Clinton St", StringComparison.Ordinal).Split(',');
        fields[column - 1] = new string('a', length);
        var (_, problems) = Read($"{Header}\n{string.Join(',', fields)}\n");
        Assert.EndsWith(reason, Assert.Single(problems), StringComparison.Ordinal);

        fields[column - 1] = new string('a', length - 1);
        Assert.Empty(Read($"{Header}\n{string.Join(',', fields)}\n").Problems);
    }

    [Fact]
    public void Longest_texts_fit_a_sealed_record()
    {
        int[] texts = [RegistryColumn.LegalName, RegistryColumn.Street, RegistryColumn.City, RegistryColumn.PostalCode];
        Assert.InRange(texts.Sum(column => RegistryColumn.All[column].MaxBytes), 0, RecordBlob.MaxTextBytes);
    }

    [Theory]
    [InlineData("", "line 3: empty")]
    [InlineData("2441188888951928,active", "line 3: 2 columns where 10 are expected")]
    [InlineData(Good + ",", "line 3: 11 columns where 10 are expected")]
    public void Line_that_is_bad_as_a_whole_is_reported(string line, string expected)
    {
        var (cards, problems) = Read($"{Header}\n{Good}\n{line}\n{Good}\n");
        Assert.Equal(expected, Assert.Single(problems));
        Assert.Equal([2L, 4L], cards.Select(card => card.LineNumber));
    }

    [Theory]
    [InlineData(4_097)]
    [InlineData(300_000)]
    public void Line_that_is_too_long_is_reported_and_the_next_one_read(int length)
    {
        var (cards, problems) = Read($"{Header}\n{new string('1', length)}\n{Good}\n");
        Assert.Equal("line 2: longer than 4096 bytes", Assert.Single(problems));
        Assert.Equal(3, Assert.Single(cards).LineNumber);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_reported_with_their_column()
    {
        var bytes = Encoding.Latin1.GetBytes($"{Header}\n{Good}\n");
        var (cards, problems) = Read(bytes);
        Assert.Equal("line 2, column 5 (legal_name): not valid UTF-8", Assert.Single(problems));
        Assert.Empty(cards);
    }

    [Fact]
    public void Byte_order_mark_CRLF_quotes_and_a_missing_last_line_break_are_accepted()
    {
        var quoted = Good.Replace("Chloé Santos", "\"Chloé \"\"Coco\"\" Santos\"", StringComparison.Ordinal);
        var (cards, problems) = Read($"\uFEFF{Header}\r\n{quoted}\r\n{Good}");
        Assert.Empty(problems);
        Assert.Equal(["Chloé \"Coco\" Santos", "Chloé Santos"], cards.Select(card => card.LegalName));
    }

    [Fact]
    public void Good_line_is_read_in_full()
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
    [InlineData(Good + "\n", "line 1, column 1 (card_number): the first line must name the columns, here 'card_number'")]
    [InlineData("card_number,status,issued,expires_on,legal_name,date_of_birth,borough,street,city,postal_code\n",
        "line 1, column 3 (issued_on): the first line must name the columns, here 'issued_on'")]
    [InlineData("card_number;status\n", "line 1: 1 columns where 10 are expected")]
    public void File_that_does_not_begin_with_the_header_is_refused(string content, string expected) =>
        Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => Read(content)).Message);

    [Fact]
    public void Long_file_keeps_its_line_numbers_over_every_buffer_border()
    {
        var (cards, problems) = Read($"{Header}\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => i % 1_000 == 999 ? $"{new string('x', i)}\n" : $"{Good}\n")));
        Assert.Equal(20, problems.Count);
        Assert.Equal(Enumerable.Range(0, 20_000).Where(i => i % 1_000 != 999).Select(i => i + 2L), cards.Select(card => card.LineNumber));
    }

    private static (List<RegistryLine> Cards, List<string> Problems) Read(string content) => Read(Encoding.UTF8.GetBytes(content));

    private static (List<RegistryLine> Cards, List<string> Problems) Read(byte[] content)
    {
        var problems = new List<string>();
        var reader = new RegistryReader(new MemoryStream(content), (line, problem) => problems.Add(problem.At(line)));
        return ([.. reader.Read()], problems);
    }
}
