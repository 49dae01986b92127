namespace PartnerApi.Policy.Statistics;

/// <summary>
/// Estimates the error of published counts, using only the published counts and the split: it treats them as true counts, measures and reconciles them
/// repeatedly, and evaluates the errors.
/// </summary>
internal sealed class ErrorSimulation
{
    /// <summary>The number of simulated releases.</summary>
    public const int Runs = 400;

    // The rank of the error that 95 of 100 releases do not exceed, rounded up because future releases are not among the simulated ones.
    private const int MarginRank = (Runs + 1) * 95 / 100;

    private readonly EnrollmentReconciliation reconciliation;
    private readonly DiscreteLaplace[] noise;
    private readonly RandomBits bits;

    public ErrorSimulation(EpsilonSplit split, RandomBits bits)
    {
        reconciliation = new(split);
        noise = [.. EnrollmentGrid.Levels.Select(level => new DiscreteLaplace(split[level]))];
        this.bits = bits;
    }

    /// <summary>Computes the errors at each level, in the order of the levels.</summary>
    /// <param name="published">The 80 published counts.</param>
    public LevelErrors[] Run(ReadOnlySpan<long> published)
    {
        var truth = Sums(published);
        var measured = Sums(published);
        var errors = truth.Select(sums => sums.Select(_ => new int[Runs]).ToArray()).ToArray();
        var cells = new long[EnrollmentGrid.Cells];
        for (var run = 0; run < Runs; run++)
        {
            for (var level = 0; level < truth.Length; level++)
            {
                for (var cell = 0; cell < truth[level].Length; cell++) measured[level][cell] = truth[level][cell] + noise[level].Next(bits);
            }
            reconciliation.Reconcile(measured, cells);
            foreach (var level in EnrollmentGrid.Levels)
            {
                var sums = EnrollmentGrid.Sum(cells, level);
                for (var cell = 0; cell < sums.Length; cell++)
                    errors[(int)level][cell][run] = checked((int)Math.Abs(sums[cell] - truth[(int)level][cell]));
            }
        }
        return [.. errors.Select(level => new LevelErrors([.. level.Select(Margin)], [.. level.Select(RootMeanSquare)]))];
    }

    private static long[][] Sums(ReadOnlySpan<long> cells)
    {
        var sums = new long[GridFactors.Levels][];
        foreach (var level in EnrollmentGrid.Levels) sums[(int)level] = EnrollmentGrid.Sum(cells, level);
        return sums;
    }

    private static int Margin(int[] errors)
    {
        Array.Sort(errors);
        return errors[MarginRank];
    }

    private static double RootMeanSquare(int[] errors) => Math.Sqrt(errors.Sum(error => (double)error * error) / errors.Length);
}

/// <summary>The errors of the cells of a level.</summary>
/// <param name="Margins">For each cell, the error that is not exceeded in 95 of 100 releases.</param>
/// <param name="StandardErrors">For each cell, the root of the mean squared error, which includes bias.</param>
internal sealed record LevelErrors(int[] Margins, double[] StandardErrors);
