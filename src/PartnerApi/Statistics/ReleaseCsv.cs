using System.Globalization;
using System.Text;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// A release as a file (RFC 4180, LF): every cell of every level, with its measured and published counts. <see cref="DataDictionary"/> describes the
/// columns.
/// </summary>
internal static class ReleaseCsv
{
    /// <summary>The value of a dimension over which a cell is a sum.</summary>
    public const string Sum = "ALL";

    public static string Header { get; } = string.Join(',', DataDictionary.Columns.Select(column => column.Name));

    public static string Of(Publication release)
    {
        var csv = new StringBuilder(Header).Append('\n');
        foreach (var level in EnrollmentGrid.Levels)
        {
            var written = new bool[EnrollmentGrid.CellsOf(level)];
            for (var cell = 0; cell < EnrollmentGrid.Cells; cell++)
            {
                var place = EnrollmentGrid.CellsIn(level)[cell];
                if (written[place]) continue;
                written[place] = true;
                Append(csv, release, level, cell, place);
            }
        }
        return csv.ToString();
    }

    private static void Append(StringBuilder csv, Publication release, GridDimensions level, int cell, int place)
    {
        var (borough, band, kind) = EnrollmentGrid.Of(cell);
        var content = release.Content;
        csv.Append(CultureInfo.InvariantCulture, $"{release.Month},{release.PublishedOn:yyyy-MM-dd},");
        csv.Append(level.HasFlag(GridDimensions.Borough) ? WireNames.FromMember(borough.ToString()) : Sum).Append(',');
        csv.Append(level.HasFlag(GridDimensions.AgeBand) ? WireNames.FromMember(band.ToString()) : Sum).Append(',');
        csv.Append(level.HasFlag(GridDimensions.Event) ? WireNames.FromMember(kind.ToString()) : Sum).Append(',');
        csv.Append(
            CultureInfo.InvariantCulture,
            $"{release.Tables[(int)level][place]},{content.Margins[(int)level][place]},{content.StandardErrors[(int)level][place]:0.###},");
        csv.Append(CultureInfo.InvariantCulture, $"{content.Measured[(int)level][place]},{content.EpsilonMillionths[(int)level]}\n");
    }
}
