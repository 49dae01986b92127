using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Registry.Bulk;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Statistics;

/// <summary>A month is drawn, booked and published once, and its true counts are destroyed in the same transaction.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public async Task Release_books_its_budget_publishes_and_destroys_the_counts()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(100_000)));
        await gateway.ReleaseAsync(1);
        var release = Assert.Single(gateway.Rows<EnrollmentRelease>(), row => row.Month == Analyst.First.Index);
        var booked = Assert.Single(gateway.Rows<BudgetEntry>(), row => row.Month == Analyst.First.Index);
        Assert.Equal((Analyst.First.Index, Analyst.First.Index), ((int)release.Month, (int)booked.Month));
        Assert.DoesNotContain(gateway.Rows<EnrollmentCounter>(), row => row.Month == Analyst.First.Index);

        var published = ReleasedMonth.Parse(release.Published);
        Assert.Equal(booked.EpsilonMillionths, published.EpsilonMillionths);
        Assert.Equal(booked.EpsilonMillionths, published.BudgetMillionths);
        Assert.All(published.Cards.Cells, count => Assert.InRange(count, 90_000, 110_000));

        // It is practically impossible that all draws of noise are zero.
        Assert.Equal(81, published.Cards.Measured.Sum(level => level.Length));
        Assert.NotEqual(Analyst.Even(100_000), published.Cards.Measured[^1]);

        // Ended cards, and those in force at the beginning, have no events. Each person is in one of the tables, so each may cost the month's epsilon.
        var opening = ReleasedMonth.Parse(Assert.Single(gateway.Rows<EnrollmentRelease>(), row => row.Month == Analyst.First.Previous.Index).Published);
        Assert.Null(opening.Ended);
        foreach (var table in new[] { published.Ended!, opening.Cards })
        {
            Assert.Equal(41, table.Measured.Sum(level => level.Length));
            Assert.Contains(table.Measured[(int)EnrollmentGrid.GroupLevel], count => count != 0);
            Assert.Equal(booked.EpsilonMillionths, table.EpsilonMillionths.Sum());
        }
    }

    [Fact]
    public async Task Months_are_released_in_order_and_not_before_they_are_due()
    {
        var today = Installation.CityToday;
        var last = new Month(Month.Of(today).Index - 1);
        await using var gateway = await RunningGateway.StartAsync(null, ("Statistics:FirstMonth", new Month(last.Index - 1).ToString()), ("Statistics:ReleaseAfterDays", "365"));
        Assert.Null(await gateway.Releases().ReleaseNextAsync(takesOver: false, TestContext.Current.CancellationToken));

        await using var eager = await RunningGateway.StartAsync(null, ("Statistics:FirstMonth", new Month(last.Index - 1).ToString()), ("Statistics:ReleaseAfterDays", "0"));
        var reported = new List<(Month, int)>();
        Assert.Equal(3, await eager.Releases().ReleaseAsync((month, left) => reported.Add((month, left)), takesOver: false, TestContext.Current.CancellationToken));
        Assert.Equal([(new Month(last.Index - 2), 2), (new Month(last.Index - 1), 1), (last, 0)], reported);
        Assert.Equal(0, await eager.Releases().ReleaseAsync((_, _) => { }, takesOver: false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_64_concurrent_releases_each_month_is_drawn_and_booked_once()
    {
        await using var gateway = await Analyst.StartAsync();
        await using var second = await gateway.StartBesideAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(500)));
        var services = new[] { gateway.Releases(), second.Releases() };
        var months = await Task.WhenAll(Enumerable.Range(0, 64).Select(index => Task.Run(() => TryAsync(services[index % 2]))));
        var released = months.OfType<Month>().ToList();
        Assert.NotEmpty(released);
        Assert.Equal(released.Count, released.Distinct().Count());
        Assert.Equal(released.Order(), gateway.Published().Select(row => new Month((int)row.Month)).Order());
        var booked = gateway.Booked();
        Assert.Equal(released.Order(), booked.Select(row => new Month((int)row.Month)).Order());
        Assert.All(booked, row => Assert.Equal(EpsilonSplit.DefaultMillionths, row.EpsilonMillionths));

        // A release that waited longer than the writer's limit failed and drew nothing.
        static async Task<Month?> TryAsync(ReleaseService releases)
        {
            try
            {
                return await releases.ReleaseNextAsync(takesOver: false, TestContext.Current.CancellationToken);
            }
            catch (StoreUnavailableException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task Release_fails_while_an_import_runs()
    {
        await using var gateway = await Analyst.StartWithoutReleaseAsync();
        using var import = FileLock.Try(Path.Combine(gateway.Data, StorageSettings.ImportLock));
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => gateway.Releases().ReleaseAsync((_, _) => { }, takesOver: false, TestContext.Current.CancellationToken));
        Assert.Equal(StoreTrouble.Busy, error.Trouble);
        Assert.Empty(gateway.Rows<EnrollmentRelease>());
    }

    [Fact]
    public async Task Killed_release_leaves_each_month_released_completely_or_not_at_all()
    {
        const int months = 20;
        using var made = new Installation();
        var (installation, first) = Since(made, months);
        await installation.ImportAsync();
        var drawn = Path.Combine(made.Folder.Data, DrawnMonths.FolderName);
        var published = 0;
        foreach (var more in (int[])[0, 1, 6])
        {
            published += more;
            using var held = new HeldInserts(made.Folder.Data, "EnrollmentReleases", after: more);
            using var process = installation.Start("statistics", "release", "--quiet");
            await held.KillAsync(process, () => Directory.Exists(drawn) && Directory.GetFiles(drawn, "*.json").Length > published);
            Assert.All(["EnrollmentReleases", "PrivacyBudget"], table => Assert.Equal(published, TestDatabase.Rows(made.Folder.Data, $"SELECT Month FROM {table}").Count));
        }
        var finished = await installation.RunAsync("statistics", "release", "--quiet");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.StartsWith("Released ", finished.Output, StringComparison.Ordinal);
        var listed = System.Text.Json.JsonDocument.Parse((await installation.RunAsync("statistics", "releases", "--json")).Output).RootElement.GetProperty("releases");
        var released = listed.EnumerateArray().Select(line => line.GetProperty("month").GetString()).ToList();
        Assert.InRange(released.Count, months - 1, months + 1);
        Assert.Equal(Enumerable.Range(first.Previous.Index, released.Count).Select(index => new Month(index).ToString()), released);
        Assert.All(listed.EnumerateArray(), line =>
        {
            Assert.Equal(EpsilonSplit.DefaultMillionths, line.GetProperty("epsilonMillionths").GetInt32());
            Assert.Equal(0, line.GetProperty("budgetLeftMillionths").GetInt32());
        });
    }

    [Fact]
    public async Task Released_month_does_not_change_after_a_restart()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.ReleaseAsync(2);
        const string request = "{ enrollment(by: [MONTH, BOROUGH]) { cells { count marginOfError } } }";
        var before = (await gateway.QueryAsync(Analyst.Client, request)).Body;
        await gateway.RestartAsync();
        Assert.Equal(before, (await gateway.QueryAsync(Analyst.Client, request)).Body);
    }

    [Fact]
    public async Task Later_releases_do_not_change_earlier_ones()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(5000)), (Analyst.First.Next, Analyst.Even(5000)));
        await gateway.ReleaseAsync(1);
        var request = $"{{ enrollment(by: [MONTH, BOROUGH, AGE_BAND], to: \"{Analyst.First}\") {{ cells {{ count marginOfError note }} }} }}";
        var before = (await gateway.QueryAsync(Analyst.Client, request)).Body;
        await gateway.ReleaseAsync(2);
        Assert.Equal(before, (await gateway.QueryAsync(Analyst.Client, request)).Body);
    }

    [Fact]
    public async Task Gateway_releases_due_months_automatically()
    {
        var first = new Month(Month.Of(Installation.CityToday).Index - 3);
        await using var gateway = await RunningGateway.StartAsync(
            null, ("Statistics:FirstMonth", first.ToString()), ("Statistics:ReleaseAutomatically", "true"), ("Statistics:ReleaseAfterDays", "0"),
            ("Sandbox:Cards", "10000"));
        await Eventually.TrueAsync(() => gateway.Published().Count == 3);

        // The counters held the sandbox's invented counts before.
        var answer = await gateway.QueryAsync(Analyst.Client, "{ enrollment(by: []) { cells { count } } }");
        Assert.InRange(answer.Data("enrollment", "cells", 0, "count").GetInt32(), 300, 700);
    }

    [Fact]
    public async Task Nothing_is_released_before_the_first_import()
    {
        using var made = new Installation();
        var (installation, _) = Since(made, months: 3);
        await installation.RunAsync("partners", "add", "city-analytics", "--name", "City Analytics", "--audience", "analyst");
        var result = await installation.RunAsync("statistics", "release");
        Assert.Equal((0, "No month is due."), (result.ExitCode, result.Output.Trim()));
        await installation.ImportAsync();
        Assert.StartsWith("Released ", (await installation.RunAsync("statistics", "release", "--quiet")).Output, StringComparison.Ordinal);
    }

    // Otherwise, the job's exception would stop the host and with it card requests.
    [Fact]
    public async Task Changed_counts_are_logged_and_stop_only_the_releases()
    {
        await using var gateway = await StartWithChangedCountsAsync();
        using var job = new ReleaseJob(
            gateway.Releases(),
            gateway.Services.GetRequiredService<StatisticsSettings>() with { ReleaseAutomatically = true },
            TimeProvider.System,
            gateway.Services.GetRequiredService<IHostApplicationLifetime>(),
            gateway.Services.GetRequiredService<ILogger<ReleaseJob>>());
        await job.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => gateway.Log.Text.Contains("cannot be opened", StringComparison.Ordinal) || job.ExecuteTask!.IsCompleted);
        Assert.False(job.ExecuteTask!.IsCompleted);
        await job.StopAsync(TestContext.Current.CancellationToken);
        Assert.Empty(gateway.Published());
    }

    [Fact]
    public async Task Import_waits_for_a_short_release()
    {
        await using var gateway = await Analyst.StartAsync();
        var release = FileLock.Try(Path.Combine(gateway.Data, StorageSettings.ImportLock));
        Assert.NotNull(release);
        var importing = Task.Run(
            () => gateway.Services.GetRequiredService<CardBulkWriter>().Write([]),
            TestContext.Current.CancellationToken);
        await Task.WhenAny(importing, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.False(importing.IsCompleted);
        release.Dispose();
        Assert.NotNull(await importing);
    }

    [Fact]
    public async Task Nothing_is_released_automatically_if_the_setting_is_off()
    {
        await using var gateway = await Analyst.StartAsync(("Statistics:ReleaseAfterDays", "0"));
        var job = gateway.Services.GetServices<IHostedService>().OfType<ReleaseJob>().Single();
        await job.ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Empty(gateway.Published());
    }

    [Fact]
    public async Task Changed_counts_stop_the_release_and_nothing_is_booked()
    {
        await using var gateway = await StartWithChangedCountsAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => gateway.Releases().ReleaseNextAsync(takesOver: false, TestContext.Current.CancellationToken));
        Assert.Empty(gateway.Published());
        Assert.Empty(gateway.Booked());
    }

    // Limits the number of months: releasing all months since 2015 takes half a minute.
    private static (Installation City, Month First) Since(Installation made, int months)
    {
        var first = new Month(Month.Of(Installation.CityToday).Index - months);
        return (made.With(("Statistics:FirstMonth", first.ToString())), first);
    }

    private static async Task<RunningGateway> StartWithChangedCountsAsync()
    {
        var gateway = await Analyst.StartAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(7)));
        await gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context => context.Set<EnrollmentCounter>().Single(row => row.Month == Analyst.First.Index).Sealed = new byte[CounterBlob.Length],
            TestContext.Current.CancellationToken);
        return gateway;
    }
}
