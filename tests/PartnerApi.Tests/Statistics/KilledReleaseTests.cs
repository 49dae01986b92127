using System.Diagnostics;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Statistics;

/// <summary>If a process is killed between the draw and the commit of a release, the next start publishes the drawn values.</summary>
public sealed class KilledReleaseTests : IDisposable
{
    private static readonly Month Last = new(Month.Of(Installation.CityToday).Index - 1);

    private readonly Installation made = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Installation City => made.With(("Statistics:FirstMonth", Last.ToString()), ("Statistics:ReleaseAfterDays", "0"));

    private string Drawn => Path.Combine(made.Folder.Data, DrawnMonths.FolderName, $"{Last.Previous}.json");

    public void Dispose() => made.Dispose();

    // The release's transaction reaches a statement that never ends.
    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Next_start_publishes_the_drawn_values_on_SQLite()
    {
        await City.ImportAsync();
        using (var held = new HeldInserts(made.Folder.Data, "EnrollmentReleases"))
        using (var release = City.Start("statistics", "release", "--quiet"))
        {
            await held.KillAsync(release, () => File.Exists(Drawn));
        }
        await AssertPublishedAsync();
    }

    // The process is killed before it sends the commit to the server.
    [Trait("Store", "PostgreSql")]
    [Fact]
    public async Task Next_start_publishes_the_drawn_values_on_PostgreSql()
    {
        await City.ImportAsync();
        Process? release = null;
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var network = new CommitBreaker(TestDatabase.Server.Port, before: "INSERT INTO \"EnrollmentReleases\"", instead: () =>
        {
            release!.Kill();
            killed.SetResult();
        });
        network.Arm();
        var direct = TestDatabase.ConnectionString(made.Folder.Data)!;
        var through = direct.Replace($"Port={TestDatabase.Server.Port}", $"Port={network.Port}", StringComparison.Ordinal);
        using (release = City.With((StorageSettings.PostgreSqlSetting, through)).Start("statistics", "release", "--quiet"))
        {
            await release.WaitForExitAsync(Cancel);
            await killed.Task.WaitAsync(Cancel);
        }
        await AssertPublishedAsync();
    }

    private async Task AssertPublishedAsync()
    {
        var drawn = await File.ReadAllTextAsync(Drawn, Cancel);
        Assert.Empty(Published());

        var again = await City.RunAsync("statistics", "release", "--quiet");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(drawn, (string)Published()[0][0]);
        Assert.Equal(2, Published().Count);
        Assert.Equal(2, TestDatabase.Rows(made.Folder.Data, "SELECT Month FROM PrivacyBudget").Count);
    }

    private List<object[]> Published() => TestDatabase.Rows(made.Folder.Data, "SELECT Published FROM EnrollmentReleases ORDER BY Month");
}
