using System.Numerics;

namespace PartnerApi.Policy.Statistics;

/// <summary>Measures the error of published counts on invented data (<see cref="SyntheticEnrollment"/>).</summary>
public static class AccuracyStudy
{
    /// <summary>Publishes all months repeatedly and compares the results with the true counts.</summary>
    /// <param name="split">The epsilon of each level.</param>
    /// <param name="cards">The number of cards over all months.</param>
    /// <param name="releases">The number of times that all months are published.</param>
    /// <param name="bits">The source of the noise.</param>
    /// <param name="published">Called after each release.</param>
    /// <param name="cancel">Stops the study between two releases.</param>
    /// <returns>The result for each goal.</returns>
    public static IReadOnlyList<AccuracyResult> Run(
        EpsilonSplit split, int cards, int releases, RandomBits bits, Action published, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(releases);
        var exact = SyntheticEnrollment.Create(cards);
        var errors = AccuracyGoal.All.Select(_ => new List<double>()).ToArray();
        for (var release = 0; release < releases; release++)
        {
            cancel.ThrowIfCancellationRequested();
            var estimates = exact.Select(month => EnrollmentMechanism.Estimate(split, EnrollmentMechanism.Measure(month, split, bits))).ToArray();
            for (var goal = 0; goal < errors.Length; goal++) errors[goal].AddRange(Errors(AccuracyGoal.All[goal], exact, estimates));
            published();
        }
        return [.. AccuracyGoal.All.Zip(errors, Result)];
    }

    // The relative errors of all large counts, in percent.
    private static IEnumerable<double> Errors(AccuracyGoal goal, long[][] exact, double[][] estimates) =>
        from first in Enumerable.Range(0, exact.Length / goal.Months).Select(period => period * goal.Months)
        let published = EnrollmentReconciliation.Reconcile(Sum(goal, estimates, first))
        from pair in EnrollmentGrid.Sum(Sum(goal, exact, first), goal.Level).Zip(EnrollmentGrid.Sum(published, goal.Level))
        where pair.First > AccuracyGoal.CountsOver
        select 100.0 * Math.Abs(pair.Second - pair.First) / pair.First;

    private static T[] Sum<T>(AccuracyGoal goal, T[][] months, int first) where T : struct, INumber<T>
    {
        var cells = new T[EnrollmentGrid.Cells];
        foreach (var month in months.AsSpan(first, goal.Months))
        {
            for (var cell = 0; cell < cells.Length; cell++) cells[cell] += month[cell];
        }
        return cells;
    }

    private static AccuracyResult Result(AccuracyGoal goal, List<double> errors)
    {
        errors.Sort();
        return errors.Count == 0
            ? new(goal, 0, 0, 0)
            : new(goal, errors.Count, errors.Count(error => error <= goal.WithinPercent), errors[errors.Count * AccuracyGoal.SharePercent / 100]);
    }
}
