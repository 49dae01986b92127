using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

/// <summary>The default split is as good as the best one that the search finds, and better than random ones.</summary>
public class SplitSearchTests
{
    private static readonly EpsilonSplit Best = SplitSearch.Best(EpsilonSplit.DefaultMillionths, _ => { }, TestContext.Current.CancellationToken);

    [Fact]
    public void Default_split_is_the_best_one_rounded_to_percent()
    {
        Assert.Equal(EpsilonSplit.DefaultMillionths, Best.Total);
        Assert.All(EpsilonSplit.Default.Millionths.Zip(Best.Millionths), pair => Assert.InRange(pair.Second - pair.First, -275, 275));
        Assert.InRange(SplitSearch.LargestRatio(EpsilonSplit.Default) / SplitSearch.LargestRatio(Best), 1, 1.005);
        Assert.InRange(SplitSearch.LargestRatio(EpsilonSplit.Default), 0.5, 1);
    }

    [Fact]
    public void No_random_split_is_better()
    {
        var random = new SeededBits(5);
        var least = SplitSearch.LargestRatio(Best);
        for (var trial = 0; trial < 20_000; trial++)
        {
            var measured = random.Below(128) | 128;
            double[] shares = [.. EnrollmentGrid.Levels.Select(level => (measured >> (int)level & 1) * -Math.Log((random.Below(1_000_000) + 1) / 1e6))];
            int[] millionths = [.. shares.Select(share => (int)(share / shares.Sum() * EpsilonSplit.DefaultMillionths))];
            if (millionths[(int)GridDimensions.All] > 0) Assert.True(SplitSearch.LargestRatio(EpsilonSplit.OfLevels(millionths)) >= least, string.Join(' ', millionths));
        }
    }

    [Fact]
    public void Search_can_be_canceled() =>
        Assert.Throws<OperationCanceledException>(() => SplitSearch.Best(EpsilonSplit.DefaultMillionths, _ => { }, new CancellationToken(canceled: true)));
}
