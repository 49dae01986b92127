using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;
using PartnerApi.Storage;
using PartnerApi.Tests.Architecture;
using PartnerApi.Tests.Storage;

namespace PartnerApi.Tests.Statistics;

/// <summary>Noise is drawn once: whatever happens to the transaction of a release, the next attempt publishes what was drawn.</summary>
public sealed class DrawnMonthTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Release_whose_transaction_fails_publishes_what_was_drawn()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(1_000)));

        // The month is booked already, as another process may have done: the draw is made, and its transaction fails.
        await gateway.WriteAsync(context => context.Add(new BudgetEntry { Month = Analyst.First.Index, EpsilonMillionths = 1, BookedOn = 1 }));
        await Assert.ThrowsAnyAsync<Exception>(() => gateway.Desk().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Empty(gateway.Rows<EnrollmentRelease>());
        var drawn = File.ReadAllText(FileOf(gateway.Data, Analyst.First));

        await gateway.WriteAsync(context => context.Remove(context.Set<BudgetEntry>().Single()));
        await gateway.ReleaseAsync(1);
        Assert.Equal(drawn, Assert.Single(gateway.Rows<EnrollmentRelease>()).Published);
        Assert.Equal(ReleasedMonth.Parse(drawn).EpsilonMillionths.Sum(), Assert.Single(gateway.Rows<BudgetEntry>()).EpsilonMillionths);
    }

    // A backup from before the release, or a commit that was lost: the counts are there again, and so is what was drawn of them.
    [Fact]
    public async Task Database_from_before_a_release_publishes_the_same_values_and_takes_no_more_events_for_the_month()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(1_000)));
        var counts = gateway.Rows<EnrollmentCounter>().Single(row => row.Month == Analyst.First.Index).Sealed;
        await gateway.ReleaseAsync(1);
        var published = Assert.Single(gateway.Rows<EnrollmentRelease>()).Published;
        await gateway.WriteAsync(context =>
        {
            context.Remove(context.Set<EnrollmentRelease>().Single());
            context.Remove(context.Set<BudgetEntry>().Single());
            context.Add(new EnrollmentCounter { Month = Analyst.First.Index, Sealed = counts });
        });

        using (var connection = gateway.Services.GetRequiredService<Store>().OpenBulk())
        {
            Assert.Equal(Analyst.First.Next, gateway.Services.GetRequiredService<EnrollmentCounting>().Open(connection).First);
        }
        await gateway.ReleaseAsync(1);
        Assert.Equal(published, Assert.Single(gateway.Rows<EnrollmentRelease>()).Published);
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Command_whose_transaction_fails_leaves_its_draw_to_the_next()
    {
        var last = new Month(Month.Of(Redemptions.Museum.CityToday).Index - 1);
        using var made = new Installation();
        var installation = made.With(("Statistics:FirstMonth", last.ToString()), ("Statistics:ReleaseAfterDays", "0"));
        await installation.ImportAsync();

        TestDatabase.Execute(installation.Folder.Data, "CREATE TRIGGER Broken BEFORE INSERT ON EnrollmentReleases BEGIN SELECT RAISE(ABORT, 'broken'); END");
        Assert.NotEqual(0, (await installation.RunAsync("statistics", "release", "--quiet")).ExitCode);
        var file = FileOf(installation.Folder.Data, last);
        var drawn = await File.ReadAllTextAsync(file, Cancel);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        TestDatabase.Execute(installation.Folder.Data, "DROP TRIGGER Broken");
        Assert.Equal(0, (await installation.RunAsync("statistics", "release", "--quiet")).ExitCode);
        Assert.Equal(drawn, (string)TestDatabase.Rows(installation.Folder.Data, "SELECT Published FROM EnrollmentReleases")[0][0]);
    }

    [Fact]
    public async Task Draw_that_cannot_be_kept_is_not_published()
    {
        await using var gateway = await Analyst.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(gateway.Data, DrawnMonths.FolderName), "in the way", Cancel);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gateway.Desk().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Empty(gateway.Rows<EnrollmentRelease>());
        File.Delete(Path.Combine(gateway.Data, DrawnMonths.FolderName));
        await gateway.ReleaseAsync(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"mechanism\":")]
    [InlineData("null")]
    public async Task Draw_that_was_changed_stops_the_release_and_is_named(string content)
    {
        await using var gateway = await Analyst.StartAsync();
        Directory.CreateDirectory(Path.Combine(gateway.Data, DrawnMonths.FolderName));
        await File.WriteAllTextAsync(FileOf(gateway.Data, Analyst.First), content, Cancel);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => gateway.Desk().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Contains($"releases/{Analyst.First}.json", error.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Rows<EnrollmentRelease>());
    }

    private static string FileOf(string data, Month month) => Path.Combine(data, DrawnMonths.FolderName, month + ".json");
}
