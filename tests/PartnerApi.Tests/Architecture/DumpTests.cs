using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PartnerApi.Tests.Architecture;

/// <summary>Searches everything that a day leaves: the data folder, the log at trace level, and all responses to partners.</summary>
public sealed class DumpTests
{
    [Fact]
    public async Task Files_log_and_responses_of_a_day_contain_no_attribute_card_number_or_secret()
    {
        await using var gateway = await RunningGateway.StartAsync(LogEverything);
        var day = new ScriptedDay(gateway);
        await day.RunAsync();

        // The gateway filters the libraries' log lines and passes its own at every level.
        gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger("PartnerApi.Day")
            .Log(LogLevel.Trace, default, "The day is over.", null, (message, _) => message);

        var persons = MarkedCards.Forbidden().ToList();
        var secrets = day.Secrets.Where(secret => secret != "sandbox").SelectMany((secret, index) => ForbiddenBytes.OfText($"secret {index}", secret)).ToList();
        var keys = Directory.EnumerateFiles(Path.Combine(gateway.Data, "keys")).SelectMany(Keys).ToList();
        var log = Encoding.UTF8.GetBytes(gateway.Log.Text);

        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(gateway.Data, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(gateway.Data, file);
            found.AddRange(ForbiddenBytes.Find(name, Read(file), [.. persons, .. secrets]));
            if (!name.StartsWith("keys", StringComparison.Ordinal)) found.AddRange(ForbiddenBytes.Find(name, Read(file), keys));
        }
        found.AddRange(ForbiddenBytes.Find("log", log, [.. persons, .. secrets, .. keys]));

        // The expiry date of a valid card is the only attribute that partners may get.
        var withheld = persons.Where(needle => !needle.What.StartsWith("expiry", StringComparison.Ordinal));
        found.AddRange(ForbiddenBytes.Find("answers", Encoding.UTF8.GetBytes(day.Output), [.. withheld, .. secrets, .. keys]));
        Repository.Holds(found);

        // The search had files and responses to search.
        string[] files = [.. Directory.EnumerateFiles(gateway.Data).Select(file => Path.GetFileName(file))];
        if (!TestDatabase.IsPostgreSql) Assert.Subset(files.ToHashSet(), new HashSet<string> { "partner-api.db", "partner-api.db-wal" });
        Assert.Contains("PURPOSE_NOT_AGREED", day.Output, StringComparison.Ordinal);
        Assert.Contains("GRAPHQL_PARSE_FAILED", day.Output, StringComparison.Ordinal);
        Assert.Contains("The day is over.", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_finds_markers_in_every_form()
    {
        var card = MarkedCards.All[0];
        var number = card.Number.Reveal();
        string[] encoded =
        [
            number, $"x{number[..4]}-{number[4..8]}-{number[8..12]}-{number[12..]}x", card.LegalName.ToUpperInvariant(), card.Street, card.PostalCode,
            Convert.ToBase64String(Encoding.UTF8.GetBytes("." + card.Street)), Convert.ToBase64String(Encoding.UTF8.GetBytes(".." + card.City + "...")),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(card.LegalName)), Convert.ToHexString(Encoding.UTF8.GetBytes(card.City)), $"{card.DateOfBirth:yyyy-MM-dd}",
            "\"Quäckenbühlerasson\"".Replace("ä", "\\u00E4", StringComparison.Ordinal).Replace("ü", "\\u00FC", StringComparison.Ordinal),
        ];
        var needles = MarkedCards.Forbidden().ToList();
        Assert.All(encoded, text => Assert.NotEmpty(ForbiddenBytes.Find("here", Encoding.UTF8.GetBytes(text), needles)));
        Assert.NotEmpty(ForbiddenBytes.Find("here", Encoding.Unicode.GetBytes(card.City), needles));
        Assert.NotEmpty(ForbiddenBytes.Find("here", [9, .. Convert.FromHexString(number), 9], needles));
        Assert.Empty(ForbiddenBytes.Find("here", Encoding.UTF8.GetBytes("0000000000000195 Bartholomea Quillfeather"), needles));
    }

    // The most verbose settings, including the most specific categories.
    private static void LogEverything(WebApplicationBuilder builder)
    {
        string[] categories =
        [
            "Default", "Microsoft", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel",
            "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Database.Command", "OpenIddict", "OpenIddict.Server", "PartnerApi",
        ];
        foreach (var category in categories) builder.Configuration[$"Logging:LogLevel:{category}"] = "Trace";
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
    }

    private static IEnumerable<ForbiddenBytes> Keys(string file)
    {
        var text = File.ReadAllText(file).Trim();
        var name = Path.GetFileName(file);
        if (!file.EndsWith(".secret", StringComparison.Ordinal)) return ForbiddenBytes.OfText(name, string.Concat(text.Split('\n')[1..^1]));
        return ForbiddenBytes.OfBytes(name, Convert.FromBase64String(text));
    }

    private static byte[] Read(string file)
    {
        // A held lock cannot be opened. Lock files are empty.
        if (new FileInfo(file).Length == 0) return [];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
