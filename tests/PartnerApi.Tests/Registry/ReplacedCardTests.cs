using PartnerApi.Cards;
using PartnerApi.Disclosures;
using PartnerApi.Policy;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Registry;

/// <summary>Cards that replace one another, in one file and in several.</summary>
public sealed class ReplacedCardTests : IDisposable
{
    private const int A = 1, B = 2, C = 3, D = 4;

    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    public static TheoryData<string> Orders => [.. Permutations("ABC").SelectMany(order => new[] { order, string.Join('|', order.ToCharArray()), order.Insert(1, "|"), order.Insert(2, "|") })];

    [Trait("Store", "Either")]
    [Theory]
    [MemberData(nameof(Orders))]
    public void Chained_cards_have_one_holder_in_any_order_within_and_across_files(string order)
    {
        // A file that is imported before the predecessor cannot name it, so a later file adds the link.
        var seen = "";
        foreach (var file in order.Split('|'))
        {
            seen += file;
            store.Import(file.Select(card => Card(card, card != 'A' && seen.Contains((char)(card - 1), StringComparison.Ordinal) ? (char)(card - 1) : null)));
        }
        store.Import(Link(A, null), Link(B, A), Link(C, B));

        Assert.Equal([CardState.Replaced, CardState.Replaced, CardState.Active], new[] { A, B, C }.Select(card => Read(card).Terms.State));
        Assert.Equal(3, new[] { A, B, C }.Select(card => Convert.ToHexString(Read(card).Seed)).Distinct().Count());
        Assert.Equal("Holder Number3", store.Holder(TestLines.Number(C))!.LegalName);
        Assert.Equal(CardState.Active, Current(C).State);
        Assert.Equal(Read(C).Seed.ToArray(), Seeds(C)[0]);
        Assert.Equal([.. new[] { A, B, C }.Select(card => Convert.ToHexString(Read(card).Seed)).Order()], Seeds(C).Select(Convert.ToHexString).Order());
        // Import again without the links: stored links are permanent.
        var again = store.Import(TestLines.Line(A), TestLines.Line(B), TestLines.Line(C));
        Assert.Equal((0, 0, 0), (again.Changes.Replaced, again.Changes.Reactivated, again.Changes.Other));
        Assert.Equal([CardState.Replaced, CardState.Replaced, CardState.Active], new[] { A, B, C }.Select(card => Read(card).Terms.State));
        Assert.Equal(CardState.Active, Current(C).State);
        Assert.Equal(3, Seeds(C).Count);
    }

    [Fact]
    public void Replacement_keeps_the_holders_handle_and_both_cards_open_the_record()
    {
        store.Import(TestLines.Line(A));
        var (handle, seed) = (Read(A).Handle.ToArray(), Read(A).Seed.ToArray());
        var result = store.Import(TestLines.Line(A, CardState.ReportedLost), Link(B, A));

        Assert.Equal((1, 1, 0, 1), (result.Changes.New, result.Changes.Replaced, result.Changes.LinkedLate, result.Changes.Other));
        Assert.Equal(handle, Read(B).Handle);
        Assert.Equal(handle, Read(A).Handle);
        Assert.Equal(seed, Read(A).Seed);
        Assert.NotEqual(seed, Read(B).Seed.ToArray());
        Assert.Equal([Read(B).Seed.ToArray(), seed], Seeds(B));
        Assert.Equal("Holder Number2", store.Holder(TestLines.Number(A))!.LegalName);
        Assert.Equal("Holder Number2", store.Holder(TestLines.Number(B))!.LegalName);
        Assert.Equal(1, store.Scalar("""SELECT count(*) FROM "CurrentCards" """));
        Assert.Equal(1, store.Scalar("""SELECT count(*) FROM "HolderRecords" """));
    }

    [Fact]
    public void Card_is_replaced_even_if_the_file_has_no_line_for_it()
    {
        store.Import(TestLines.Line(A));
        Assert.Equal(1, store.Import(Link(B, A)).Changes.Replaced);
        Assert.Equal(CardState.Replaced, Read(A).Terms.State);
        Assert.Equal(Read(A).Handle, Read(B).Handle);
    }

    [Fact]
    public void Later_files_do_not_reactivate_a_replaced_card()
    {
        store.Import(TestLines.Line(A), Link(B, A));
        foreach (var state in new[] { CardState.Active, CardState.ReportedLost, CardState.Revoked })
        {
            var result = store.Import(TestLines.Line(A, state) with { ExpiresOn = TestLines.Expires.AddYears(5), IssuedOn = TestLines.Issued.AddYears(1) });
            Assert.Equal((0, 0), (result.Changes.Reactivated, result.Changes.Withdrawn));
            Assert.Equal(CardState.Replaced, Read(A).Terms.State);
            Assert.Equal(TestLines.Expires, Current(B).ExpiresOn);
            Assert.Equal("Holder Number2", store.Holder(TestLines.Number(B))!.LegalName);
        }
    }

    [Fact]
    public void Card_imported_before_its_link_keeps_its_handle()
    {
        store.Import(TestLines.Line(A), TestLines.Line(B));
        var (old, kept) = (Read(A).Handle.ToArray(), Read(B).Handle.ToArray());
        var result = store.Import(Link(B, A));
        Assert.Equal((1, 1), (result.Changes.LinkedLate, result.Changes.Replaced));
        Assert.Equal(old, Read(A).Handle);
        Assert.Equal(kept, Read(B).Handle);
        Assert.Equal(CardState.Replaced, Read(A).Terms.State);
        Assert.Equal(CardState.Replaced, Current(A).State);
        Assert.Equal(2, Seeds(B).Count);
        Assert.Equal(0, store.Import(Link(B, A)).Changes.LinkedLate);
    }

    public static TheoryData<string, string[]> BadFiles => new()
    {
        { "unknown card number", ["B>A"] },
        { "line 4 replaces the same card", ["A", "B>A", "C>A"] },
        { "closes a cycle of cards that replace one another", ["A>B", "B>A"] },
        { "closes a cycle of cards that replace one another", ["A>C", "B>A", "C>B", "D"] },
        { "the holders have different birth dates", ["A", "B>A*"] },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Invalid_link_stops_the_import(string reason, string[] file)
    {
        var error = Assert.Throws<InvalidDataException>(() => store.Import(Parse(file)));
        Assert.EndsWith($"column 11 (replaces): {reason}", error.Message, StringComparison.Ordinal);
        Assert.False(Read(A).Exists);
    }

    /// <summary>Files in import order, and the skipped lines of the last one.</summary>
    public static TheoryData<string, string[][]> Skipped => new()
    {
        { "B C", [["A"], ["B>A", "C>A"]] },
        { "C", [["A", "B>A"], ["C>A"]] },
        { "C", [["A", "B>A"], ["B>A", "C>A"]] },
        { "B", [["A", "B>A", "C"], ["B>C"]] },
        { "A", [["A", "B>A"], ["A>B"]] },
        { "A", [["A", "B>A", "C>B"], ["A>C"]] },
        { "A", [["A", "B"], ["B>A"], ["C>B"], ["A>C"]] },
        { "A", [["A", "B"], ["B>A"], ["C>B"], ["A>C", "B>A", "C>B"]] },
        { "B C", [["D"], ["B>A", "C>B", "D"]] },
        { "A B", [["C"], ["A>B", "B>A", "C"]] },
        { "B", [["A"], ["B>A*"]] },
    };

    [Theory]
    [MemberData(nameof(Skipped))]
    public void Skipped_line_with_an_invalid_link_still_withdraws_the_replaced_card(string skipped, string[][] files)
    {
        foreach (var file in files[..^1]) store.Import(Parse(file));
        var states = new[] { A, B, C, D }.ToDictionary(card => card, card => Read(card).Terms.State);
        var bad = new List<BadLine>();
        var result = store.Import(TestImports.Skipping(bad.Add), Parse(files[^1]));

        Assert.Equal(skipped, string.Join(' ', bad.Select(line => (char)('A' - 1 + line.LineNumber - 1)).Order()));
        Assert.Equal(bad.Count, result.Withdrawing);
        foreach (var line in bad)
        {
            var replaced = (int)(line.Replaces!.Value == TestLines.Number(A) ? A : line.Replaces == TestLines.Number(B) ? B : line.Replaces == TestLines.Number(C) ? C : D);
            if (Read(replaced).Exists) Assert.Equal(states[replaced] == CardState.Replaced ? CardState.Replaced : CardState.ReportedLost, Read(replaced).Terms.State);
        }
    }

    private static IEnumerable<string> Permutations(string of) => of.Length == 1
        ? [of]
        : of.SelectMany(first => Permutations(of.Replace(first.ToString(), "", StringComparison.Ordinal)).Select(rest => first + rest));

    private static IEnumerable<RegistryLine> Parse(string[] file) => file.Select(text =>
    {
        var line = Card(text[0], text.Length > 1 ? text[2] : null);
        return text.EndsWith('*') ? line with { DateOfBirth = TestLines.Born.AddDays(1) } : line;
    });

    private static RegistryLine Card(char card, char? replaces) => Link(card - 'A' + 1, replaces is { } old ? old - 'A' + 1 : null);

    private static RegistryLine Link(int card, int? replaces) =>
        TestLines.Line(card) with { Replaces = replaces is { } old ? TestLines.Number(old) : null };

    private CardReading Read(int card) => store.Read(TestLines.Number(card));

    private CardTerms Current(int card)
    {
        using var session = store.Sessions.Begin();
        return store.Cards.ReadCurrent(session, Read(card).Handle);
    }

    private List<byte[]> Seeds(int card)
    {
        using var session = store.Sessions.Begin();
        store.Get<HolderReader>().Read(session, Read(card), out var seeds);
        return [.. seeds.Chunk(CardReferences.SeedLength)];
    }
}
