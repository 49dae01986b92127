using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Registry.Bulk;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.Statistics;

/// <summary>Noise is drawn once: if the transaction of a release fails, the next attempt publishes the same drawn values.</summary>
public sealed class DrawnMonthTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Release_after_a_failed_transaction_publishes_the_drawn_values()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(1_000)));

        // The month is already booked, as by another process, so the draw succeeds and its transaction fails.
        await gateway.WriteAsync(context => context.Add(new BudgetEntry { Month = Analyst.First.Index, EpsilonMillionths = 1, BookedOn = 1 }));
        await Assert.ThrowsAnyAsync<Exception>(() => gateway.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Empty(gateway.Published());
        var drawn = File.ReadAllText(FileOf(gateway.Data, Analyst.First));

        await gateway.WriteAsync(context => context.Remove(context.Set<BudgetEntry>().Single(row => row.Month == Analyst.First.Index)));
        await gateway.ReleaseAsync(1);
        Assert.Equal(drawn, Assert.Single(gateway.Published()).Published);
        Assert.Equal(ReleasedMonth.Parse(drawn).EpsilonMillionths, Assert.Single(gateway.Booked()).EpsilonMillionths);
    }

    // A restored backup or a lost commit: the true counts exist again, and so do the drawn values.
    [Fact]
    public async Task Database_restored_to_before_a_release_publishes_the_same_values_and_keeps_the_month_closed()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(1_000)));
        var counts = Sealed(Analyst.First);
        var ends = gateway.Services.GetRequiredService<CounterBlob>().Open(new Month(2029, 2), Sealed(new Month(2029, 2))).Sum();
        await gateway.ReleaseAsync(1);
        var published = Assert.Single(gateway.Published()).Published;
        await gateway.WriteAsync(context =>
        {
            context.Remove(context.Set<EnrollmentRelease>().Single(row => row.Month == Analyst.First.Index));
            context.Remove(context.Set<BudgetEntry>().Single(row => row.Month == Analyst.First.Index));
            context.Add(new EnrollmentCounter { Month = Analyst.First.Index, Sealed = counts });
        });

        // What an import counts again is in the drawn values already.
        gateway.Services.GetRequiredService<CardBulkWriter>().Write(
            TestLines.Lines(7, first: 3_000_000).Select(line => line with { IssuedOn = Analyst.First.FirstDay, ExpiresOn = Analyst.First.FirstDay.AddYears(5) }));
        var again = gateway.Services.GetRequiredService<CounterBlob>();
        Assert.Equal(80_000, again.Open(Analyst.First, Sealed(Analyst.First)).Sum());
        Assert.Equal(7, again.Open(new Month(2029, 2), Sealed(new Month(2029, 2))).Sum() - ends);
        await gateway.ReleaseAsync(1);
        Assert.Equal(published, Assert.Single(gateway.Published()).Published);

        byte[] Sealed(Month month) => gateway.Rows<EnrollmentCounter>().Single(row => row.Month == month.Index).Sealed;
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Command_after_a_failed_command_publishes_its_draw()
    {
        var last = new Month(Month.Of(Installation.CityToday).Index - 1);
        using var made = new Installation();
        var installation = made.With(("Statistics:FirstMonth", last.ToString()), ("Statistics:ReleaseAfterDays", "0"));
        await installation.ImportAsync();

        TestDatabase.Execute(installation.Folder.Data, "CREATE TRIGGER Broken BEFORE INSERT ON EnrollmentReleases BEGIN SELECT RAISE(ABORT, 'broken'); END");
        Assert.NotEqual(0, (await installation.RunAsync("statistics", "release", "--quiet")).ExitCode);
        var file = FileOf(installation.Folder.Data, last.Previous);
        var drawn = await File.ReadAllTextAsync(file, Cancel);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        TestDatabase.Execute(installation.Folder.Data, "DROP TRIGGER Broken");
        Assert.Equal(0, (await installation.RunAsync("statistics", "release", "--quiet")).ExitCode);
        Assert.Equal(drawn, (string)TestDatabase.Rows(installation.Folder.Data, "SELECT Published FROM EnrollmentReleases ORDER BY Month")[0][0]);
    }

    [Fact]
    public async Task Draw_that_cannot_be_stored_is_not_published()
    {
        await using var gateway = await Analyst.StartWithoutReleaseAsync();
        await File.WriteAllTextAsync(Path.Combine(gateway.Data, DrawnMonths.FolderName), "in the way", Cancel);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gateway.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Empty(gateway.Rows<EnrollmentRelease>());
        File.Delete(Path.Combine(gateway.Data, DrawnMonths.FolderName));
        await gateway.ReleaseAsync(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"mechanism\":")]
    [InlineData("null")]
    public async Task Changed_draw_file_stops_the_release_and_is_named(string content)
    {
        await using var gateway = await Analyst.StartAsync();
        Directory.CreateDirectory(Path.Combine(gateway.Data, DrawnMonths.FolderName));
        await File.WriteAllTextAsync(FileOf(gateway.Data, Analyst.First), content, Cancel);
        var error = await Assert.ThrowsAsync<ReleaseRejectedException>(() => gateway.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Equal(new ReleaseRejection.DrawnValuesChanged(Analyst.First), error.Rejection);
        Assert.Empty(gateway.Published());
    }

    // The file of the first release has no ended cards.
    [Fact]
    public async Task Draw_file_of_the_first_release_in_place_of_a_month_stops_the_release()
    {
        await using var gateway = await Analyst.StartAsync();
        File.Copy(FileOf(gateway.Data, Analyst.First.Previous), FileOf(gateway.Data, Analyst.First));
        var error = await Assert.ThrowsAsync<ReleaseRejectedException>(() => gateway.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Equal(new ReleaseRejection.DrawnValuesChanged(Analyst.First), error.Rejection);
        Assert.Empty(gateway.Published());
    }

    private static string FileOf(string data, Month month) => Path.Combine(data, DrawnMonths.FolderName, month + ".json");
}
