using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Ledger;
using PartnerApi.Redemptions;

namespace PartnerApi.Tests.Architecture;

/// <summary>Copies of the database and the ledger cannot be joined without the secrets.</summary>
public sealed partial class JoinTests
{
    private const string Redeem = "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed redemption { id subject } } }";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly long Earliest = Now.AddYears(-2).ToUnixTimeSeconds(), Latest = Now.AddYears(2).ToUnixTimeSeconds();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Database_and_ledger_share_no_value_and_the_database_has_no_time_finer_than_an_hour(bool isSettled)
    {
        await using var gateway = await RunningGateway.StartAsync();
        await UseAsync(gateway);
        if (isSettled) await gateway.Services.GetRequiredService<RedemptionSettlement>().SettleAsync(TestContext.Current.CancellationToken);

        // A copy of the ledger's files, and all values of the database, on PostgreSQL from a logical dump.
        using var copy = new TemporaryFolder();
        CopyLedger(gateway.Data, copy.Data);
        var records = LedgerGateway.Records(copy.Data);
        Assert.True(records.Count(record => record.Operation == RedemptionService.Operation) >= 12);
        var values = Values(gateway.Data).ToList();
        Assert.Contains(values, value => value.Column == "Redemptions.Id");

        var found = new List<string>();
        var keys = Words(copy.Data).ToHashSet(StringComparer.Ordinal);
        foreach (var record in records)
        {
            keys.Add(Hex(record.Id));
            if (record.Reference is { } reference) keys.Add(Hex(reference));
        }
        foreach (var (column, value) in values)
        {
            found.AddRange(Parts(value).Where(keys.Contains).Select(_ => $"{column} holds a value of the ledger"));
            if (value is long number && IsFine(number)) found.Add($"{column} holds a time finer than an hour: {number}");
            if (value is string text && FineTime().IsMatch(text)) found.Add($"{column} holds a time finer than an hour: {text}");
        }
        Repository.Holds(found.Distinct());
        if (isSettled) Assert.DoesNotContain(values, value => value.Column == "RedemptionEffects.Tag");
    }

    [Fact]
    public void Search_finds_shared_values_and_fine_times()
    {
        var id = UInt128.Parse("123456789012345678901234567890", System.Globalization.CultureInfo.InvariantCulture);
        byte[] stored = [1, 2, 3, .. Convert.FromHexString(Hex(id)), 4];
        Assert.Contains(Hex(id), Parts(stored));
        Assert.Contains(Hex(id), Parts($"x {DisclosureRecord.Text(id)}"));
        Assert.True(IsFine(Now.ToUnixTimeSeconds() / 3600 * 3600 + 61));
        Assert.True(IsFine(Now.ToUnixTimeMilliseconds() / 3600_000 * 3600_000 + 61));
        Assert.False(IsFine(Now.ToUnixTimeSeconds() / 3600 * 3600));
        Assert.Matches(FineTime(), "2026-11-28T12:33:00Z");
        Assert.DoesNotMatch(FineTime(), "2026-11-28T12:00:00Z");
    }

    // Redemptions at two museums, card lookups, refused and repeated redemptions, a reversal, and lookups by subject.
    private static async Task UseAsync(RunningGateway gateway)
    {
        var cards = MuseumGateway.Adults(Installation.CityToday).Take(10).Append("0000000000000389").Append("0000000000000680").ToList();
        string? last = null;
        foreach (var card in cards)
        {
            await gateway.QueryCardAsync("river-museum", "valid subject", number: card);
            var input = new { card, purpose = "MEMBERSHIP", benefit = MuseumGateway.Benefit, idempotencyKey = MuseumGateway.NewKey() };
            var answer = await gateway.QueryAsync("river-museum", Redeem, new { i = input });
            await gateway.QueryAsync("river-museum", Redeem, new { i = input });
            if (answer.Data("redeemBenefit", "redeemed").GetBoolean()) last = answer.Data("redeemBenefit", "redemption").GetRawText();
        }
        var hill = new { card = cards[0], purpose = "MEMBERSHIP", benefit = "hill-museum-membership", idempotencyKey = MuseumGateway.NewKey() };
        await gateway.QueryAsync("hill-museum", Redeem, new { i = hill });
        var redemption = System.Text.Json.JsonDocument.Parse(last!).RootElement;
        await gateway.QueryAsync("river-museum", "query($ids: [ID!]!) { subjects(ids: $ids) { valid } }", new { ids = new[] { redemption.GetProperty("subject").GetString() } });
        await gateway.QueryAsync(
            "river-museum", "mutation($i: ReverseRedemptionInput!) { reverseRedemption(input: $i) { redemption { subject } } }",
            new { i = new { redemption = redemption.GetProperty("id").GetString(), reason = "ENTERED_BY_MISTAKE" } });
        await gateway.QueryAsync("river-museum", "{ redemptions { edges { node { subject } } } }");
    }

    private static void CopyLedger(string from, string to)
    {
        var folder = Directory.CreateDirectory(Path.Combine(to, Segment.FolderName));
        foreach (var segment in Segment.AllIn(Path.Combine(from, Segment.FolderName)))
            File.Copy(segment.FileIn(Path.Combine(from, Segment.FolderName)), segment.FileIn(folder.FullName));
    }

    private static IEnumerable<(string Column, object Value)> Values(string data) => TestDatabase.IsPostgreSql
        ? DumpedRows.Read(TestDatabase.Dump(data)).Select(value => ($"{value.Table}.{value.Column}", value.Value))
        : Selected(data);

    private static IEnumerable<(string Column, object Value)> Selected(string data)
    {
        var columns = Repository.Lines("schema/tables.csv").Skip(1).Select(line => line.Split(',')).Where(fields => fields[1].Length > 0 && !fields[0].StartsWith("__", StringComparison.Ordinal));
        foreach (var table in columns.GroupBy(fields => fields[0], fields => fields[1]))
        {
            var names = table.ToList();
            foreach (var row in TestDatabase.Rows(data, $"SELECT {string.Join(", ", names.Select(name => $"\"{name}\""))} FROM \"{table.Key}\""))
            {
                for (var index = 0; index < names.Count; index++) yield return ($"{table.Key}.{names[index]}", row[index]);
            }
        }
    }

    // All 128-bit values in the ledger's text: ids, references, salts, and the first half of each hash.
    private static IEnumerable<string> Words(string data)
    {
        var folder = Path.Combine(data, Segment.FolderName);
        foreach (var segment in Segment.AllIn(folder))
        {
            foreach (Match word in Word().Matches(File.ReadAllText(segment.FileIn(folder))))
            {
                if (Base64Url.IsValid(word.Value)) yield return Convert.ToHexString(Base64Url.DecodeFromChars(word.Value).AsSpan(0, 16));
            }
        }
    }

    private static IEnumerable<string> Parts(object value) => value switch
    {
        byte[] bytes => Enumerable.Range(0, Math.Max(0, bytes.Length - 15)).Select(start => Convert.ToHexString(bytes.AsSpan(start, 16))),
        string text => Parts(Encoding.UTF8.GetBytes(text)).Concat(
            Word().Matches(text).Where(word => Base64Url.IsValid(word.Value)).Select(word => Convert.ToHexString(Base64Url.DecodeFromChars(word.Value).AsSpan(0, 16)))),
        _ => [],
    };

    private static bool IsFine(long number) =>
        (number > Earliest && number < Latest && number % 3600 != 0) || (number > Earliest * 1000 && number < Latest * 1000 && number % 3600_000 != 0);

    private static string Hex(UInt128 id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return Convert.ToHexString(bytes);
    }

    [GeneratedRegex(@"(?<![\w-])[\w-]{22,43}(?![\w-])")]
    private static partial Regex Word();

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}[T ]\d{2}:(?!00(:00(\.0+)?)?(Z|$|[+-]))")]
    private static partial Regex FineTime();
}
