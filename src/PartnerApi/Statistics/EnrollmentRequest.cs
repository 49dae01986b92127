using System.Collections.Immutable;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// An enrollment query in canonical form. Equivalent queries have the same cells, and every cell is computed from published values only.
/// </summary>
/// <param name="ByMonth">Whether each month has its own cells; otherwise, cells are sums over the months.</param>
/// <param name="Dimensions">The dimensions of a month's table by which cells are grouped, including the event if one was requested.</param>
/// <param name="Event">The requested event; null for the sum of both.</param>
internal sealed record EnrollmentRequest(bool ByMonth, GridDimensions Dimensions, EnrollmentEvent? Event)
{
    /// <summary>Creates the canonical form. The order and repetition of dimensions do not matter.</summary>
    public static EnrollmentRequest Of(IReadOnlyList<EnrollmentDimension> by, EnrollmentEvent? kind)
    {
        var dimensions = kind is null ? GridDimensions.None : GridDimensions.Event;
        if (by.Contains(EnrollmentDimension.Borough)) dimensions |= GridDimensions.Borough;
        if (by.Contains(EnrollmentDimension.AgeBand)) dimensions |= GridDimensions.AgeBand;
        return new EnrollmentRequest(by.Contains(EnrollmentDimension.Month), dimensions, kind);
    }

    /// <summary>The cells over released months, ordered by month, borough and age band.</summary>
    /// <param name="all">All releases.</param>
    /// <param name="first">The index of the first month.</param>
    /// <param name="length">The number of months.</param>
    public List<EnrollmentCell> Answer(ImmutableArray<Publication> all, int first, int length)
    {
        var cells = new List<EnrollmentCell>();
        if (!ByMonth) AddCells(cells, Publication.Figures(all, first, length), null);
        else
        {
            for (var index = first; index < first + length; index++) AddCells(cells, Publication.Figures(all, index, 1), all[index].Month);
        }
        return cells;
    }

    /// <summary>The number of cells over a number of months.</summary>
    public int CellCount(int months) => EnrollmentGrid.CellsOf(Dimensions & ~GridDimensions.Event) * (ByMonth ? months : 1);

    private void AddCells(List<EnrollmentCell> cells, FigureTable table, Month? month)
    {
        var figures = table.Of(Dimensions);
        var boroughs = Dimensions.HasFlag(GridDimensions.Borough) ? EnrollmentGrid.Boroughs : 1;
        var bands = Dimensions.HasFlag(GridDimensions.AgeBand) ? EnrollmentGrid.AgeBands : 1;
        for (var borough = 0; borough < boroughs; borough++)
        {
            for (var band = 0; band < bands; band++)
            {
                var place = EnrollmentGrid.Index(Dimensions, (Borough)borough, (AgeBand)band, Event ?? EnrollmentEvent.Issued);
                cells.Add(new EnrollmentCell(month, boroughs > 1 ? (Borough)borough : null, bands > 1 ? (AgeBand)band : null, figures[place]));
            }
        }
    }
}
