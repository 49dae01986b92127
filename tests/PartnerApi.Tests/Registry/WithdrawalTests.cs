using PartnerApi.Policy;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Tests.Registry;

/// <summary>Skipped lines still withdraw cards.</summary>
public sealed class WithdrawalTests : IDisposable
{
    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Theory]
    [InlineData(CardState.ReportedLost)]
    [InlineData(CardState.Revoked)]
    public void Bad_line_withdraws_a_known_card_and_changes_nothing_else(CardState state)
    {
        store.Import(TestLines.Lines(3));
        var before = store.Read(TestLines.Number(2));
        var result = Import([TestLines.Line(1), TestLines.Line(3)], Bad(TestLines.Number(2), state), Bad(TestLines.Number(9), state), Bad(TestLines.Number(1), CardState.Active));

        Assert.Equal((2, 1), (result.Withdrawing, result.Changes.Withdrawn));
        var after = store.Read(TestLines.Number(2));
        Assert.Equal(before.Terms with { State = state }, after.Terms);
        Assert.Equal(before.Facts, after.Facts);
        Assert.Equal(before.Handle, after.Handle);
        Assert.Equal(before.Seed, after.Seed);
        Assert.Equal("Holder Number2", store.Holder(TestLines.Number(2))!.LegalName);
        Assert.False(store.Read(TestLines.Number(9)).Exists);
    }

    [Fact]
    public void Bad_line_does_not_change_a_replaced_card_or_a_more_restrictive_state()
    {
        store.Import(TestLines.Line(1, CardState.Revoked), TestLines.Line(2), TestLines.Line(3) with { Replaces = TestLines.Number(2) });
        var result = Import([], Bad(TestLines.Number(1), CardState.ReportedLost), Bad(TestLines.Number(2), CardState.Revoked));
        Assert.Equal(0, result.Changes.Withdrawn);
        Assert.Equal([CardState.Revoked, CardState.Replaced], new[] { 1, 2 }.Select(State));
    }

    [Theory]
    [InlineData(CardState.Active, CardState.Revoked, CardState.Revoked)]
    [InlineData(CardState.Revoked, CardState.Active, CardState.Revoked)]
    [InlineData(CardState.ReportedLost, CardState.Revoked, CardState.Revoked)]
    [InlineData(CardState.Active, CardState.Active, CardState.Active)]
    public void Conflicting_lines_are_skipped_and_the_most_restrictive_state_applies(CardState first, CardState second, CardState expected)
    {
        store.Import(TestLines.Line(1));
        var lines = new[] { TestLines.Line(1, first, "First Name"), TestLines.Line(1, second, "Second Name") with { LineNumber = 3 }, TestLines.Line(4) };
        var result = Import(lines);
        Assert.Equal((1, 2, 2), (result.Lines, result.Skipped, result.Conflicting));
        Assert.Equal(expected, State(1));
        Assert.Equal("Holder Number1", store.Holder(TestLines.Number(1))!.LegalName);
        Assert.True(store.Read(TestLines.Number(4)).Exists);
    }

    [Fact]
    public void Good_line_is_skipped_if_a_bad_line_is_about_the_same_card()
    {
        store.Import(TestLines.Lines(2));
        var result = Import([TestLines.Line(1, name: "Renamed Person"), TestLines.Line(2, CardState.Revoked)], Bad(TestLines.Number(1), CardState.Revoked), Bad(TestLines.Number(2), null));
        Assert.Equal((0, 4, 2), (result.Lines, result.Skipped, result.Conflicting));
        Assert.Equal([CardState.Revoked, CardState.Revoked], new[] { 1, 2 }.Select(State));
        Assert.Equal("Holder Number1", store.Holder(TestLines.Number(1))!.LegalName);
    }

    [Fact]
    public void Card_that_a_bad_line_replaces_becomes_lost()
    {
        store.Import(TestLines.Line(1));
        var bad = new[] { Bad(TestLines.Number(8), CardState.Active) with { Replaces = TestLines.Number(1) }, Bad(TestLines.Number(9), null) with { Replaces = TestLines.Number(2) } };
        var result = Import([TestLines.Line(2), TestLines.Line(3)], bad);
        Assert.Equal(2, result.Withdrawing);
        Assert.Equal([CardState.ReportedLost, CardState.ReportedLost, CardState.Active], new[] { 1, 2, 3 }.Select(State));
    }

    private static BadLine Bad(CardNumber number, CardState? state) => new(99, new LineProblem(RegistryColumn.PostalCode, "not 5 digits"), number, state, null);

    private CardState State(int card) => store.Read(TestLines.Number(card)).Terms.State;

    private ImportResult Import(IEnumerable<RegistryLine> lines, params BadLine[] bad) =>
        store.Writer.Write(new Source(lines, bad), TestImports.Skipping(_ => { }), null, TestContext.Current.CancellationToken);

    private sealed class Source(IEnumerable<RegistryLine> lines, BadLine[] bad) : IRegistrySource
    {
        public ExportManifest Manifest => ExportManifest.None;

        public bool HasReplaces => true;

        public IEnumerable<RegistryLine> Read(Action<BadLine> onBadLine)
        {
            foreach (var line in bad) onBadLine(line);
            return lines;
        }
    }
}
