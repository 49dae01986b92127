using PartnerApi.Cards;

namespace PartnerApi.Tests.Registry;

/// <summary>The generations in a copy of the database do not show which rows belong together.</summary>
public sealed class ImportGenerationTests : IDisposable
{
    private static readonly string[] Tables = ["Cards", "CurrentCards", "HolderRecords", "PersonEntries"];

    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void Import_of_one_card_leaves_no_row_with_a_distinctive_generation()
    {
        store.Import(TestLines.Lines(12_000));
        for (var card = 20_000; card < 20_003; card++)
        {
            store.Import(TestLines.Line(card));
            AssertOneGroup();
        }
        store.Import(TestLines.Line(5, name: "Renamed Person"));
        AssertOneGroup();
        Assert.Equal("Renamed Person", store.Holder(TestLines.Number(5))!.LegalName);
        Assert.Equal("Holder Number20000", store.Holder(TestLines.Number(20_000))!.LegalName);
        using var session = store.Sessions.Begin();
        Assert.Equal(5, session.Generation(CardGenerations.Visible));
    }

    [Fact]
    public void Small_groups_of_rows_join_a_full_import_and_large_groups_stay()
    {
        store.Import(TestLines.Lines(12_000));
        store.Import(TestLines.Lines(11_500));
        AssertOneGroup();
        store.Import(TestLines.Lines(10_000, first: 30_001));
        foreach (var table in Tables) Assert.Equal(2, Groups(table).Count);
    }

    [Fact]
    public void Next_import_makes_up_for_a_missed_sweep()
    {
        store.Import(TestLines.Lines(10));
        store.Import(TestLines.Line(3));
        store.Execute("""UPDATE "Cards" SET "Generation" = 2 WHERE "Generation" = 1 AND "Tag" = (SELECT "Tag" FROM "Cards" ORDER BY "Tag" LIMIT 1)""");
        store.Execute("""UPDATE "Generations" SET "Value" = 1 WHERE "Name" = 'cards-swept'""");
        store.Import();
        AssertOneGroup();
    }

    private void AssertOneGroup()
    {
        foreach (var table in Tables) Assert.Single(Groups(table));
    }

    private List<object[]> Groups(string table) => TestDatabase.Rows(store.Folder, $"""SELECT "Generation", count(*) FROM "{table}" GROUP BY "Generation" """);
}
