using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>Textbook weighted least squares: the normal equations of all measurements, solved by elimination.</summary>
internal sealed class DirectLeastSquares
{
    private readonly EpsilonSplit split;
    private readonly double[][] normal;

    public DirectLeastSquares(EpsilonSplit split)
    {
        this.split = split;
        normal = [.. Enumerable.Range(0, EnrollmentGrid.Cells).Select(_ => new double[EnrollmentGrid.Cells])];
        foreach (var level in EnrollmentGrid.Levels)
        {
            var places = EnrollmentGrid.CellsIn(level);
            for (var row = 0; row < EnrollmentGrid.Cells; row++)
            {
                for (var column = 0; column < EnrollmentGrid.Cells; column++)
                {
                    if (places[row] == places[column]) normal[row][column] += Precision(level);
                }
            }
        }
    }

    /// <summary>The estimates of the 80 cells.</summary>
    public double[] Solve(long[][] measured)
    {
        var right = new double[EnrollmentGrid.Cells];
        foreach (var level in EnrollmentGrid.Levels)
        {
            var places = EnrollmentGrid.CellsIn(level);
            if (split[level] == 0) continue;
            for (var cell = 0; cell < right.Length; cell++) right[cell] += Precision(level) * measured[(int)level][places[cell]];
        }
        return Solve(right);
    }

    /// <summary>The standard error of the first cell of a level.</summary>
    public double StandardError(GridDimensions level)
    {
        var places = EnrollmentGrid.CellsIn(level).ToArray();
        double[] sum = [.. places.Select(place => place == 0 ? 1.0 : 0)];
        return Math.Sqrt(Solve(sum).Zip(sum, (left, right) => left * right).Sum());
    }

    private double Precision(GridDimensions level) => split[level] == 0 ? 0 : 1 / new DiscreteLaplace(split[level]).Variance;

    // The matrix is positive definite, so no pivoting is needed.
    private double[] Solve(double[] right)
    {
        double[][] rows = [.. normal.Select((row, index) => (double[])[.. row, right[index]])];
        for (var pivot = 0; pivot < rows.Length; pivot++)
        {
            foreach (var row in rows.Where(row => row != rows[pivot] && row[pivot] != 0))
            {
                var factor = row[pivot] / rows[pivot][pivot];
                for (var column = pivot; column < row.Length; column++) row[column] -= factor * rows[pivot][column];
            }
        }
        return [.. rows.Select((row, index) => row[^1] / row[index])];
    }
}
