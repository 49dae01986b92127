using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Registry.Bulk;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Statistics;

/// <summary>The database closes a month before its noise is drawn, to imports on all hosts and to draws from other data folders.</summary>
public sealed class ClosedMonthTests
{
    private static readonly Month Last = new(Month.Of(Installation.CityToday).Index - 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Month_stays_closed_if_its_draw_cannot_be_stored_and_the_next_attempt_draws_it()
    {
        await using var gateway = await StartAsync();
        var before = Counted(gateway);
        BlockDraw(gateway);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gateway.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.False(File.Exists(FileOf(gateway)));
        Import(gateway, 7);
        Assert.Equal(before, Counted(gateway));

        Directory.Delete(FileOf(gateway) + ".draft");
        await gateway.ReleaseAsync(1);
        Assert.Equal(File.ReadAllText(FileOf(gateway)), Assert.Single(gateway.Published()).Published);
        Assert.Empty(gateway.Rows<ClosedMonth>());
    }

    [Trait("Store", "PostgreSql")]
    [Fact]
    public async Task Host_with_another_folder_neither_counts_in_a_drawn_month_nor_draws_it()
    {
        var shared = Shared();
        await using var here = await StartAsync(shared);
        await using var there = await StartAsync(shared);
        var before = Counted(here);
        await BookAsync(here);
        await Assert.ThrowsAnyAsync<Exception>(() => here.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        var drawn = File.ReadAllText(FileOf(here));

        Import(there, 7);
        Assert.Equal(before, Counted(there));
        var refused = await Assert.ThrowsAsync<ReleaseRejectedException>(() => there.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Equal(new ReleaseRejection.ClosedElsewhere(Last, Environment.MachineName), refused.Rejection);
        Assert.Equal(new ReleaseWait.ForOtherHost(Environment.MachineName), there.Releases().Next().WaitsFor);
        Assert.Null(here.Releases().Next().WaitsFor);
        Assert.Empty(here.Published());

        await UnbookAsync(here);
        await here.ReleaseAsync(1);
        Assert.Equal(drawn, Assert.Single(there.Published()).Published);
    }

    [Trait("Store", "PostgreSql")]
    [Fact]
    public async Task Host_stores_publications_of_other_hosts_for_a_database_restored_to_an_earlier_state()
    {
        var shared = Shared();
        await using var here = await StartAsync(shared);
        await using var there = await StartAsync(shared);
        var counts = here.Rows<EnrollmentCounter>().Single(row => row.Month == Last.Index).Sealed;
        Assert.Equal(1, await here.Releases().ReleaseAsync((_, _) => { }, takesOver: false, Cancel));
        Assert.Equal(0, await there.Releases().ReleaseAsync((_, _) => { }, takesOver: false, Cancel));
        var published = Assert.Single(here.Published()).Published;

        await here.WriteAsync(context =>
        {
            context.Remove(context.Set<EnrollmentRelease>().Single(row => row.Month == Last.Index));
            context.Remove(context.Set<BudgetEntry>().Single(row => row.Month == Last.Index));
            context.Add(new EnrollmentCounter { Month = Last.Index, Sealed = counts });
        });
        await there.ReleaseAsync(1);
        Assert.Equal(published, Assert.Single(here.Published()).Published);
    }

    // Only one of two draws is published, even if the first host tries to publish its own.
    [Trait("Store", "PostgreSql")]
    [Fact]
    public async Task First_host_can_neither_draw_nor_publish_a_month_after_a_take_over()
    {
        var shared = Shared();
        await using var here = await StartAsync(shared);
        await using var there = await StartAsync(shared);
        await BookAsync(here);
        await Assert.ThrowsAnyAsync<Exception>(() => here.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => there.Releases().ReleaseNextAsync(takesOver: true, Cancel));
        var (first, second) = (File.ReadAllText(FileOf(here)), File.ReadAllText(FileOf(there)));
        Assert.NotEqual(first, second);

        await UnbookAsync(here);
        await Assert.ThrowsAsync<ReleaseRejectedException>(() => here.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        await there.ReleaseAsync(1);
        Assert.Equal(second, Assert.Single(here.Published()).Published);

        Assert.Equal(0, await here.Releases().ReleaseAsync((_, _) => { }, takesOver: false, Cancel));
        Assert.Equal(second, File.ReadAllText(FileOf(here)));
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Host_does_not_draw_a_month_that_another_host_took_over()
    {
        await using var gateway = await StartAsync();
        TestDatabase.Execute(gateway.Data, "CREATE TRIGGER Taken AFTER INSERT ON ClosedMonths BEGIN UPDATE ClosedMonths SET Claim = zeroblob(16); END");
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => gateway.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        Assert.Equal(StoreTrouble.Busy, error.Trouble);
        Assert.False(File.Exists(FileOf(gateway)));
        Assert.Empty(gateway.Published());
    }

    [Trait("Store", "PostgreSql")]
    [Fact]
    public async Task Copied_folder_allows_the_release()
    {
        var shared = Shared();
        await using var here = await StartAsync(shared);
        await using var there = await StartAsync(shared);
        await BookAsync(here);
        await Assert.ThrowsAnyAsync<Exception>(() => here.Releases().ReleaseNextAsync(takesOver: false, Cancel));
        await UnbookAsync(here);
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(there))!);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(FileOf(here))!)) File.Copy(file, Path.Combine(Path.GetDirectoryName(FileOf(there))!, Path.GetFileName(file)));
        await there.ReleaseAsync(1);
        Assert.Equal(File.ReadAllText(FileOf(here)), Assert.Single(there.Published()).Published);
    }

    [Trait("Store", "PostgreSql")]
    [Fact]
    public async Task Command_explains_the_conflict_and_takes_over_with_the_option()
    {
        using var made = new Installation();
        var here = made.With(("Statistics:FirstMonth", Last.ToString()), ("Statistics:ReleaseAfterDays", "0"));
        var there = here.With(("Data", made.Folder["elsewhere"]));
        await here.ImportAsync();
        var draft = Directory.CreateDirectory(Path.Combine(made.Folder.Data, DrawnMonths.FolderName, $"{Last.Previous}.json.draft"));
        Assert.Equal(1, (await here.RunAsync("statistics", "release", "--quiet")).ExitCode);

        var refused = await there.RunAsync("statistics", "release", "--quiet");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Equal(
            $"The gateway on host {Environment.MachineName} closed the month {Last.Previous} from another data folder and may have drawn its noise. Release the month there, "
                + "or copy the folder 'releases' from that data folder into this one. If that folder is lost, run 'statistics release --take-over'.",
            Assert.Single(refused.ErrorLines));
        Assert.Contains($"{Last.Previous} waits for the gateway on host ", (await there.RunAsync("statistics", "releases")).Output, StringComparison.Ordinal);

        Assert.StartsWith($"Released 2 months, {Last.Previous} to {Last}", (await there.RunAsync("statistics", "release", "--quiet", "--take-over")).Output, StringComparison.Ordinal);
        draft.Delete();
        Assert.Equal("No month is due.", (await here.RunAsync("statistics", "release", "--quiet")).Output.Trim());
    }

    // The first host that starts makes the first release, of the cards in force before the month.
    private static async Task<RunningGateway> StartAsync(params (string Name, string? Value)[] settings)
    {
        var gateway = await RunningGateway.StartAsync(null, [("Statistics:FirstMonth", Last.ToString()), ("Statistics:ReleaseAfterDays", "0"), .. settings]);
        if (gateway.Rows<EnrollmentRelease>().Count == 0) await gateway.ReleaseAsync(1);
        return gateway;
    }

    // Hosts share the database and the secrets and have separate data folders.
    private static (string Name, string? Value)[] Shared() =>
    [
        (StorageSettings.PostgreSqlSetting, TestDatabase.Server.Create($"shared_{RandomNumberGenerator.GetHexString(16, lowercase: true)}")),
        .. new[] { "Lookup", "Facts", "Record" }.Select(secret => ($"Secrets:{secret}:Value", (string?)Convert.ToBase64String(new byte[32]))),
    ];

    private static void BlockDraw(RunningGateway gateway) => Directory.CreateDirectory(FileOf(gateway) + ".draft");

    // The month is already booked, so the draw succeeds and the transaction that publishes it fails.
    private static Task BookAsync(RunningGateway gateway) =>
        gateway.WriteAsync(context => context.Add(new BudgetEntry { Month = Last.Index, EpsilonMillionths = 1, BookedOn = 1 }));

    private static Task UnbookAsync(RunningGateway gateway) => gateway.WriteAsync(context => context.Remove(context.Set<BudgetEntry>().Single(row => row.Month == Last.Index)));

    // Imports cards of the month with unused numbers.
    private static void Import(RunningGateway gateway, int cards) => gateway.Services.GetRequiredService<CardBulkWriter>()
        .Write(TestLines.Lines(cards, first: 3_000_000).Select(line => line with { IssuedOn = Last.FirstDay.AddDays(3), ExpiresOn = Last.FirstDay.AddYears(5) }));

    private static long Counted(RunningGateway gateway) => gateway.Services.GetRequiredService<CounterBlob>()
        .Open(Last, gateway.Rows<EnrollmentCounter>().Single(row => row.Month == Last.Index).Sealed).Sum();

    private static string FileOf(RunningGateway gateway) => Path.Combine(gateway.Data, DrawnMonths.FolderName, $"{Last}.json");
}
