using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Redemptions;

/// <summary>A locked database, a full disk, and a shutdown during redemptions.</summary>
[Trait("Store", "Sqlite")]
public sealed class FaultTests
{
    private const string Redeem = "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed redemption { id } } }";
    private const string Card = "query($n: CardNumber!) { card(number: $n, purpose: MEMBERSHIP) { valid } }";

    private readonly IEnumerator<string> cards = MuseumGateway.Adults(Installation.CityToday).GetEnumerator();

    [Fact]
    public async Task Locked_database_does_not_delay_card_queries_and_fails_writes_before_it_is_unlocked()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var inputs = Enumerable.Range(0, 20).Select(_ => Input(NextCard())).ToList();
        await gateway.TokenAsync("river-museum");

        using var outside = TestDatabase.OpenSqlite(gateway.Services.GetRequiredService<StorageSettings>().DatabaseFile);
        outside.Run("BEGIN IMMEDIATE");
        var writes = inputs.Select(input => gateway.QueryAsync("river-museum", Redeem, new { i = input })).ToList();
        for (var count = 0; count < 50; count++)
        {
            var answer = await gateway.QueryAsync("river-museum", Card, new { n = "0000000000000195" });
            Assert.True(answer.Data("card", "valid").GetBoolean());
        }
        Assert.Contains(writes, write => !write.IsCompleted);
        var health = await gateway.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        // All writes get their response while the lock is still held.
        Assert.All(await Task.WhenAll(writes), AssertUnavailable);
        outside.Run("ROLLBACK");
        foreach (var input in inputs) Assert.True((await gateway.QueryAsync("river-museum", Redeem, new { i = input })).Data("redeemBenefit", "redeemed").GetBoolean());
    }

    [Fact(Timeout = 120_000)]
    public async Task Stopping_process_completes_requests_in_progress()
    {
        using var installation = new Installation { Environment = "Development" };
        await using var gateway = await ChildGateway.StartAsync(installation, "serve");
        var token = await TokenAsync(gateway);
        using var outside = TestDatabase.OpenSqlite(Path.Combine(installation.Folder.Data, "partner-api.db"));
        outside.Run("BEGIN IMMEDIATE");
        var writes = Enumerable.Range(0, 6).Select(_ => RedeemAsync(gateway, token, Input(NextCard()))).ToList();

        // Each request is recorded in the ledger before it waits for the database.
        int Recorded() => LedgerGateway.Records(installation.Folder.Data).Count;
        await Eventually.TrueAsync(() => Recorded() >= writes.Count || writes.Exists(write => write.IsCompleted));
        if (writes.Find(write => write.IsCompleted) is { } answered) Assert.Fail($"Returned too early, with {Recorded()} records: {(await answered).Body}");
        var stopped = gateway.StopAsync("TERM");
        await Eventually.TrueAsync(() => IsRefusedAsync(installation.Address));
        outside.Run("ROLLBACK");
        Assert.All(await Task.WhenAll(writes).WaitAsync(TestContext.Current.CancellationToken), answer => Assert.True(answer.Data("redeemBenefit", "redeemed").GetBoolean()));
        Assert.Equal(0, (await stopped).ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task Full_disk_returns_a_typed_error_loses_no_acknowledged_redemption_and_needs_no_restart()
    {
        if (!await MayMountAsync()) Assert.Skip("A separate disk needs 'unshare' with user namespaces.");
        using var installation = new Installation { Environment = "Development" };
        await using (await ChildGateway.StartAsync(installation, "serve"))
        {
            // Creates the data folder.
        }
        var (disk, space) = (Path.Combine(installation.Folder.Root, "disk"), Path.Combine(installation.Folder.Root, "space"));
        Directory.CreateDirectory(disk);

        // A separate disk for this process, with a file that leaves little free space and is deleted when a file elsewhere appears.
        const string script = """
            mount -t tmpfs -o size=96m tmpfs "$1" && cp -a "$2"/. "$1"/ || exit 1
            dd if=/dev/zero of="$1/filler" bs=1k count=$(($(df --output=avail -k "$1" | tail -n 1) - 800)) status=none
            (while [ ! -e "$3" ]; do sleep 0.05; done; rm "$1/filler") >/dev/null 2>&1 &
            exec dotnet "$4" serve --data "$1"
            """;
        await using var gateway = await ChildGateway.StartAsync(
            installation.StartProgram(
                "unshare", "--user", "--map-root-user", "--mount", "bash", "-c", script, "bash", disk, installation.Folder.Data, space, Executable.Assembly),
            installation.Address);
        var token = await TokenAsync(gateway);
        var acknowledged = new List<(object Input, string Id)>();
        Answer answer;
        object input;
        do
        {
            answer = await RedeemAsync(gateway, token, input = Input(NextCard()));
            if (answer.Codes.Count == 0) acknowledged.Add((input, Id(answer)));
        }
        while (answer.Codes.Count == 0);
        AssertUnavailable(answer);
        Assert.NotEmpty(acknowledged);

        await File.WriteAllTextAsync(space, "", TestContext.Current.CancellationToken);
        do answer = await RedeemAsync(gateway, token, input);
        while (answer.Codes.Contains("UNAVAILABLE"));
        Assert.True(answer.Data("redeemBenefit", "redeemed").GetBoolean());
        foreach (var (kept, id) in acknowledged) Assert.Equal(id, Id(await RedeemAsync(gateway, token, kept)));
    }

    private static async Task<bool> MayMountAsync()
    {
        try
        {
            using var attempt = Process.Start("unshare", ["--user", "--map-root-user", "--mount", "true"]);
            await attempt.WaitForExitAsync(TestContext.Current.CancellationToken);
            return attempt.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static void AssertUnavailable(Answer answer)
    {
        Assert.Equal(["UNAVAILABLE"], answer.Codes);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains(answer.Headers, header => header.Key == "Retry-After");
    }

    private static Dictionary<string, string> Input(string card) => new()
    {
        ["card"] = card,
        ["purpose"] = "MEMBERSHIP",
        ["benefit"] = MuseumGateway.Benefit,
        ["idempotencyKey"] = MuseumGateway.NewKey(),
    };

    private static async Task<bool> IsRefusedAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        try
        {
            using var response = await http.GetAsync("/health/live", TestContext.Current.CancellationToken);
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private string NextCard() => cards.MoveNext() ? cards.Current : throw new InvalidOperationException("There are no more cards.");

    private static Task<Answer> RedeemAsync(ChildGateway gateway, string token, object input) =>
        gateway.QueryAsync(token, JsonSerializer.Serialize(new { query = Redeem, variables = new { i = input } }));

    private static string Id(Answer answer) => answer.Data("redeemBenefit", "redemption", "id").GetString()!;

    private static async Task<string> TokenAsync(ChildGateway gateway) =>
        (await gateway.TokenAsync("river-museum", "sandbox")).Json.GetProperty("access_token").GetString()!;
}
