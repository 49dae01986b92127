using PartnerApi.Commands.Statistics;
using PartnerApi.Policy.Statistics;
using PartnerApi.Tests.Architecture;

namespace PartnerApi.Tests.Statistics;

/// <summary>The tables of goals and margins follow from the default split.</summary>
[Trait("Needs", "NoStore")]
public sealed class SplitTableTests
{
    [Fact]
    public void Table_has_the_goal_and_the_margin_of_each_level() => Assert.Equal(
        EnrollmentGrid.Levels.Select(level => SplitCommand.Row(level, [EpsilonSplit.Default])), MarkedTable.Rows("understand/statistics.md", "split"));

    [Fact]
    public void Table_has_the_margins_of_cards_in_force() => Assert.Equal(
        EnrollmentGrid.Levels.Where(level => !level.HasFlag(GridDimensions.Event)).Select(level => SplitCommand.InForceRow(level, SplitCommand.Years)),
        MarkedTable.Rows("understand/statistics.md", "in-force"));
}
