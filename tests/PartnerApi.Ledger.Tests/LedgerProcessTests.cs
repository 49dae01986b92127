using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PartnerApi.Core;

namespace PartnerApi.Ledger.Tests;

/// <summary>The ledger of real processes that are stopped, killed, restarted, or run in parallel.</summary>
[Trait("Needs", "NoStore")]
public sealed class LedgerProcessTests : IDisposable
{
    private const string Body = """{"query":"{ card(number: \"0000000000000195\", purpose: ACCOUNT_OPENING) { valid } }"}""";

    private readonly Installation installation = Sandbox(new Installation { Environment = "Development" });

    private string Data => installation.Folder.Data;

    /// <inheritdoc/>
    public void Dispose() => installation.Dispose();

    [Fact]
    public async Task Empty_ledger_of_a_new_installation_verifies()
    {
        Directory.CreateDirectory(Data);
        var verified = await installation.RunAsync("disclosures", "verify");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.EndsWith("the ledger has no records yet.\n", verified.Output, StringComparison.Ordinal);
        var json = await installation.RunAsync("disclosures", "verify", "--json");
        Assert.Equal(0, json.ExitCode);
        Assert.True(JsonDocument.Parse(json.Output).RootElement.GetProperty("verified").GetBoolean());
        Assert.Equal(0, (await installation.RunAsync("disclosures", "report")).ExitCode);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task Next_process_continues_the_chain_and_publishes_earlier_heads()
    {
        await using (var first = await ChildGateway.StartAsync(installation))
        {
            await QueryAsync(first, 3);
            Assert.Equal(0, (await first.StopAsync("TERM")).ExitCode);
        }

        // Before the first full hour, there is no head and no key.
        var early = await installation.RunAsync("disclosures", "verify");
        Assert.Equal((0, ""), (early.ExitCode, early.Error));
        Assert.StartsWith("Verified: 3 records", early.Output, StringComparison.Ordinal);
        Assert.Equal((1, 3), (Verify().Report.Writers, Verify().Report.Records));
        SignHead();
        Assert.Equal(LastHash(), Verify().LastHead);

        await using var second = await ChildGateway.StartAsync(installation);
        await QueryAsync(second, 2);
        var latest = await GetAsync(second, "/disclosures/heads");
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(HeadSigner.Read(latest.Body.TrimEnd())!.Iat);
        var day = TimeZoneInfo.ConvertTime(signedAt, TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        Assert.Contains(latest.Body, (await GetAsync(second, $"/disclosures/heads/{day:yyyy-MM-dd}")).Body, StringComparison.Ordinal);
        Assert.Equal("", (await GetAsync(second, "/disclosures/heads/2020-01-01")).Body);
        AssertSigned(latest.Body.TrimEnd(), (await GetAsync(second, "/disclosures/keys")).Json);
        foreach (var malformed in (string[])["today", "2026-13-01", "2026-1-1", "..%2F..%2Fpartner-api.db", "2026-01-01T00:00", "20260101", "%00"])
        {
            var answer = await GetAsync(second, $"/disclosures/heads/{malformed}");
            Assert.True(answer.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, malformed);
            Assert.Equal("", answer.Body);
        }

        // The command runs beside the gateway, and accepts a published head.
        var kept = installation.Folder.Write("kept-heads.txt", latest.Body);
        var verified = await installation.RunAsync("disclosures", "verify", "--heads", kept);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.StartsWith("Verified: 5 records", verified.Output, StringComparison.Ordinal);
        await second.StopAsync("TERM");
        Assert.Equal((1, 5), (Verify().Report.Writers, Verify().Report.Records));

        // A change is reported with its line, and by the exit code.
        var segment = Segment.AllIn(Folder)[0].FileIn(Folder);
        await File.WriteAllTextAsync(
            segment, (await File.ReadAllTextAsync(segment, TestContext.Current.CancellationToken)).Replace("PERMIT", "PERMITS", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        var broken = await installation.RunAsync("disclosures", "verify");
        Assert.Equal(1, broken.ExitCode);
        Assert.StartsWith($"{Path.GetFileName(segment)}, line 3: ", broken.Output, StringComparison.Ordinal);
        Assert.Single(broken.ErrorLines);
        var json = await installation.RunAsync("disclosures", "verify", "--json");
        Assert.Equal(1, json.ExitCode);
        Assert.Equal(3, JsonDocument.Parse(json.Output).RootElement.GetProperty("faults")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Kill_loses_no_record_of_a_received_response_and_leaves_a_valid_chain()
    {
        var (sent, answered) = (0, 0);
        for (var round = 0; round < 3; round++)
        {
            await using var gateway = await ChildGateway.StartAsync(installation);
            var token = await TokenAsync(gateway);
            var callers = Enumerable.Range(0, 8).Select(async _ =>
            {
                try
                {
                    while (true)
                    {
                        Interlocked.Increment(ref sent);
                        var answer = await gateway.QueryAsync(token, Body);
                        Assert.True(answer.Data("card", "valid").GetBoolean());
                        Interlocked.Increment(ref answered);
                    }
                }
                catch (Exception error) when (error is HttpRequestException or IOException)
                {
                    // The gateway was killed during the request.
                }
            }).ToList();
            await Eventually.TrueAsync(() => Volatile.Read(ref answered) >= 200 * (round + 1) || callers.TrueForAll(caller => caller.IsCompleted));
            await gateway.KillAsync();
            await Task.WhenAll(callers);
            Assert.InRange(Verify().Report.Records, answered, sent);
        }
        Assert.Equal(1, Verify().Report.Writers);

        // The killed process leaves its preallocated space. The next process takes it over and frees it when it stops.
        var segment = Segment.AllIn(Folder)[^1].FileIn(Folder);
        Assert.Contains((byte)0, await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken));
        await using (var last = await ChildGateway.StartAsync(installation)) await last.StopAsync("TERM");
        Assert.DoesNotContain((byte)0, await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken));
        Assert.InRange(Verify().Report.Records, answered, sent);
    }

    [Fact]
    public async Task Two_processes_on_one_data_folder_write_a_chain_each()
    {
        await using var one = await ChildGateway.StartAsync(installation);
        using var port = new Installation { Environment = "Development" };
        await using var two = await ChildGateway.StartAsync(Sandbox(port).With(("Data", Data)));
        await QueryAsync(one, 2);
        await QueryAsync(two, 3);
        Assert.Equal([1, 2], Segment.AllIn(Folder).Select(segment => segment.Writer).Distinct());
        Assert.Equal(5, Verify().Report.Records);

        // A new process continues the chain of the one that stopped.
        await one.StopAsync("TERM");
        await using var again = await ChildGateway.StartAsync(installation);
        await QueryAsync(again, 1);
        var (report, _) = Verify();
        Assert.Equal((2, 6), (report.Writers, report.Records));
        await two.StopAsync("TERM");
    }

    private string Folder => Path.Combine(Data, Segment.FolderName);

    private static Installation Sandbox(Installation any) => any.With(("Secrets:Lookup:File", null), ("Secrets:Facts:File", null), ("Secrets:Record:File", null));

    private static async Task<string> TokenAsync(ChildGateway gateway) =>
        (await gateway.TokenAsync("harbor-bank", "sandbox")).Json.GetProperty("access_token").GetString()!;

    private static async Task QueryAsync(ChildGateway gateway, int times)
    {
        var token = await TokenAsync(gateway);
        for (var time = 0; time < times; time++) Assert.True((await gateway.QueryAsync(token, Body)).Data("card", "valid").GetBoolean());
    }

    private static async Task<Answer> GetAsync(ChildGateway gateway, string path)
    {
        using var response = await gateway.Http.GetAsync(path, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    private (LedgerReport Report, string? LastHead) Verify()
    {
        using var keys = new EvidenceKeys(Data);
        var report = new LedgerVerifier(Folder, keys).Verify([], "", new SilentProgress(), TestContext.Current.CancellationToken);
        Assert.Empty(report.Faults);
        var heads = Segment.AllIn(Folder).SelectMany(segment => PublishedHeads.Of(Folder, segment)).ToList();
        return (report, heads.Count == 0 ? null : HeadSigner.Open(keys, heads[^1])!.Head);
    }

    // Signs as a running process does on the hour.
    private void SignHead()
    {
        using var keys = new EvidenceKeys(Data);
        using var writer = SegmentWriter.Open(Folder);
        var time = new OffsetClock();
        time.Set(TimeProvider.System.GetUtcNow().AddHours(-1));
        TestLedger.Sign(Folder, keys, writer, time);
    }

    private string LastHash() => File.ReadLines(Segment.AllIn(Folder)[^1].FileIn(Folder)).Last()[1..];

    // Verifies with the published keys and without the gateway's code.
    private static void AssertSigned(string jws, JsonElement keys)
    {
        var parts = jws.Split('.');
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        Assert.Equal(("ES256", "disclosure-head+jwt"), (header.GetProperty("alg").GetString(), header.GetProperty("typ").GetString()));
        var key = keys.GetProperty("keys").EnumerateArray().Single(one => one.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        using var publicKey = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(key.GetProperty("x").GetString()!), Y = Base64Url.DecodeFromChars(key.GetProperty("y").GetString()!) },
        });
        Assert.True(publicKey.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.False(key.TryGetProperty("d", out _));
    }
}
