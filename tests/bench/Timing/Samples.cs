using System.Security.Cryptography;

namespace PartnerApi.Bench.Timing;

/// <summary>The times of one round: several series of requests, sent in random order over one connection.</summary>
internal sealed class Samples
{
    private readonly double[][] series;
    private readonly double cutoff;

    private Samples(double[][] series)
    {
        this.series = series;
        cutoff = Statistics.Quantile(series.SelectMany(values => values), 0.9);
    }

    /// <summary>Sends each request <paramref name="count"/> times. Each turn sends one of each, in a new random order.</summary>
    public static Samples Take(KeepAliveConnection connection, IReadOnlyList<byte[]> requests, int count)
    {
        var series = requests.Select(_ => new double[count]).ToArray();
        var order = Enumerable.Range(0, requests.Count).ToArray();
        for (var turn = 0; turn < count; turn++)
        {
            RandomNumberGenerator.Shuffle<int>(order);
            foreach (var index in order) series[index][turn] = connection.Send(requests[index]);
        }
        return new Samples(series);
    }

    /// <summary>Compares two of the series.</summary>
    public Difference Compare(int one, int other)
    {
        // Slower values are caused by the machine and not the card: collections, other processes, interrupts. The cutoff is the same for all series, to be fair.
        var (left, right) = (Below(one), Below(other));
        return new Difference(
            Statistics.Quantile(series[one], 0.5) - Statistics.Quantile(series[other], 0.5),
            Statistics.MannWhitneyZ(left, right),
            Statistics.WelchT(left, right));
    }

    private double[] Below(int index) => series[index].Where(value => value < cutoff).ToArray();
}

/// <summary>The difference between two series in one round.</summary>
/// <param name="Median">Difference of the medians of all values, microseconds.</param>
/// <param name="Z">Mann-Whitney, on the values below the 90th percentile.</param>
/// <param name="T">Welch, on the same values.</param>
internal readonly record struct Difference(double Median, double Z, double T)
{
    /// <summary>A difference of medians that is too small to be used over a network, in microseconds.</summary>
    public const double Tolerance = 5;

    /// <summary>The two-sided critical value of the normal distribution at alpha = 1e-6.</summary>
    public const double Critical = 4.8916;

    /// <summary>True if the series can be distinguished: they differ by more than the tolerance, and not by chance.</summary>
    public bool IsDetectable => Math.Abs(Median) > Tolerance && (Math.Abs(Z) > Critical || Math.Abs(T) > Critical);
}
