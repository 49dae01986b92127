using PartnerApi.Commands.Statistics;
using PartnerApi.Policy.Statistics;
using PartnerApi.Tests.Architecture;

namespace PartnerApi.Tests.Statistics;

/// <summary>The table of goals and margins follows from the default split.</summary>
[Trait("Needs", "NoStore")]
public sealed class SplitTableTests
{
    [Fact]
    public void Table_has_the_goal_and_the_margin_of_each_level() => Assert.Equal(
        EnrollmentGrid.Levels.Select(level => SplitCommand.Row(level, [EpsilonSplit.Default])), MarkedTable.Rows("understand/statistics.md", "split"));
}
