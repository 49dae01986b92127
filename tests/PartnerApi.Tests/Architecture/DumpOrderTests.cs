using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Tests.Architecture;

/// <summary>The order of rows in a logical dump reveals the order of writing, until the tables are sorted as the documentation describes.</summary>
[Trait("Store", "PostgreSql")]
public sealed class DumpOrderTests
{
    private static readonly string[] OfImports = ["Cards", "CurrentCards", "HolderRecords", "PersonEntries"];

    [Fact]
    public async Task Redemptions_are_dumped_in_the_order_of_writing_until_their_tables_are_sorted()
    {
        await using var gateway = await RunningGateway.StartAsync();
        foreach (var card in MuseumGateway.Adults(Installation.CityToday).Take(12))
        {
            var input = new { card, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = MuseumGateway.NewKey() };
            await gateway.QueryAsync("river-museum", "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed } }", new { i = input });
        }
        foreach (var (table, key) in (IEnumerable<(string, string)>)[("Redemptions", "Id"), ("RedemptionKeys", "KeyTag")])
        {
            var written = TestDatabase.Rows(gateway.Data, $"SELECT {key} FROM {table} ORDER BY xmin::text::bigint").ConvertAll(row => Convert.ToHexString((byte[])row[0]));
            Assert.Equal(12, written.Count);
            Assert.Equal(written, Dumped(gateway, table, key));
        }

        Sort(gateway);
        foreach (var (table, key) in (IEnumerable<(string, string)>)[("Redemptions", "Id"), ("RedemptionKeys", "KeyTag")])
        {
            var dumped = Dumped(gateway, table, key);
            Assert.Equal(dumped.Order(StringComparer.Ordinal), dumped);
        }
    }

    [Fact]
    public async Task Rows_of_one_card_are_not_identified_by_generation_and_not_by_position_after_sorting()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Services.GetRequiredService<CardBulkWriter>().Write(TestLines.Lines(1, first: 3_000_000));
        foreach (var table in OfImports) Assert.Single(Dumped(gateway, table, "Generation").Distinct());

        Sort(gateway);
        foreach (var (table, key) in (IEnumerable<(string, string)>)[("Cards", "Tag"), ("CurrentCards", "HolderTag"), ("HolderRecords", "RowId")])
        {
            var dumped = Dumped(gateway, table, key);
            Assert.Equal(dumped.Order(StringComparer.Ordinal), dumped);
        }
    }

    [Fact]
    public void Values_of_a_dump_are_parsed_as_stored()
    {
        TestDatabase.Server.Create("dumped");
        TestDatabase.Server.Execute("dumped", """CREATE TABLE "Some" ("Bytes" bytea, "Text" text, "Number" bigint)""");
        TestDatabase.Server.Execute("dumped", """INSERT INTO "Some" VALUES ('\x00ff5c', E'a\tb\\n\nc', -5), (NULL, '\N', NULL)""");
        Assert.Equal(
            ["Bytes 0 00FF5C", "Text 0 a\tb\\n\nc", "Number 0 -5", "Text 1 \\N"],
            DumpedRows.Read(TestDatabase.Server.Dump("dumped")).Select(value => $"{value.Column} {value.Row} {(value.Value is byte[] bytes ? Convert.ToHexString(bytes) : value.Value)}"));
    }

    private static List<string> Dumped(RunningGateway gateway, string table, string column) =>
    [
        .. DumpedRows.Read(TestDatabase.Dump(gateway.Data)).Where(value => value.Table == table && value.Column == column)
            .Select(value => value.Value is byte[] bytes ? Convert.ToHexString(bytes) : $"{value.Value}"),
    ];

    // Runs the documented statement.
    private static void Sort(RunningGateway gateway)
    {
        var page = Repository.Read("src/PartnerApi/Site/Content/operate/postgresql.md");
        var begin = page.IndexOf("```sql\n", StringComparison.Ordinal) + "```sql\n".Length;
        TestDatabase.Run(gateway.Data, page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)]);
    }
}
