using System.Globalization;
using System.Text;
using PartnerApi.Policy;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Tests.Registry;

/// <summary>No file contains readable personal data, in any encoding, at any point of an import.</summary>
[Trait("Store", "Sqlite")]
public sealed class MarkerTests : IDisposable
{
    private const string Name = "Quintavella Brambletoft", Street = "9917 Zephyrhollow Lane", City = "Wobblemarsh", PostalCode = "98765-4321";

    private static readonly CardNumber Number = CardNumber.FromPayload(73_519_284_606_127);

    private static readonly RegistryLine Planted = new(
        Number, CardState.Active, new DateOnly(2023, 11, 17), new DateOnly(2028, 11, 17), Name, new DateOnly(1977, 8, 29), Borough.StatenIsland,
        Street, City, PostalCode);

    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void No_file_contains_a_planted_attribute_in_any_encoding()
    {
        var searched = new HashSet<string>();
        var progress = new Progress(report =>
        {
            if (report.Phase == ImportPhase.Writing) Search(searched);
        });
        for (var round = 0; round < 2; round++)
        {
            store.Writer.Write([Planted, .. TestLines.Lines(50)], progress: progress);
            Assert.Equal(Name, store.Holder(Number)!.LegalName);
            Search(searched);
        }
        Assert.Contains("partner-api.db", searched);
        Assert.Contains("partner-api.db-wal", searched);
        Assert.Contains(searched, name => name.StartsWith("HolderRecords-", StringComparison.Ordinal));
    }

    [Fact]
    public void Search_finds_attributes_that_are_stored_readably()
    {
        var forms = Markers().SelectMany(Forms).ToList();
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(",," + Street + ",,"));
        foreach (var text in new[] { $"..{Name}..", $"number={Number.Reveal()}", "born 1977-08-29.", base64 })
        {
            foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
            {
                var content = encoding.GetBytes(text);
                Assert.Contains(forms, form => content.AsSpan().IndexOf(form) >= 0);
            }
        }
        var hex = Encoding.ASCII.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes(City)));
        Assert.Contains(forms, form => hex.AsSpan().IndexOf(form) >= 0);
    }

    private void Search(HashSet<string> searched)
    {
        var forms = Markers().SelectMany(Forms).ToList();
        foreach (var file in Directory.GetFiles(store.Folder, "*", SearchOption.AllDirectories))
        {
            // Empty files are locks, which another process may hold.
            if (new FileInfo(file).Length == 0) continue;
            var content = TestFiles.Bytes(file);
            Assert.DoesNotContain(forms, form => content.AsSpan().IndexOf(form) >= 0);
            searched.Add(Path.GetFileName(file));
        }
    }

    /// <summary>Every attribute, whole, in parts, and in the spellings in which it could be stored.</summary>
    private static IEnumerable<byte[]> Markers()
    {
        var digits = Number.Reveal();
        var groups = digits.Chunk(4).Select(part => new string(part)).ToList();
        string[] texts =
        [
            Name, .. Name.Split(' '), Street, "Zephyrhollow", City, PostalCode,
            digits, string.Join(' ', groups), string.Join('-', groups), digits[..14],
            "1977-08-29", "19770829", "08/29/1977", "2023-11-17", "2028-11-17", "StatenIsland", "staten_island", "Staten Island",
        ];
        foreach (var text in texts.SelectMany(text => new[] { text, text.ToUpperInvariant(), text.ToLowerInvariant() }).Distinct())
        {
            yield return Encoding.UTF8.GetBytes(text);
            yield return Encoding.Unicode.GetBytes(text);
            yield return Encoding.BigEndianUnicode.GetBytes(text);
        }
        var number = BitConverter.GetBytes(long.Parse(digits, CultureInfo.InvariantCulture));
        yield return number;
        yield return [.. number.Reverse()];
    }

    /// <summary>The bytes themselves, as hex, and as base64 in each alignment, also in UTF-16.</summary>
    private static IEnumerable<byte[]> Forms(byte[] marker)
    {
        yield return marker;
        var texts = new List<string> { Convert.ToHexString(marker), Convert.ToHexStringLower(marker) };
        for (var shift = 0; shift < 3; shift++)
        {
            // Only the characters that the marker's bytes determine, whatever surrounds them.
            var whole = Convert.ToBase64String([.. new byte[shift], .. marker]);
            var from = (shift * 8 + 5) / 6;
            var to = (shift + marker.Length) * 8 / 6;
            texts.Add(whole[from..to]);
        }
        foreach (var text in texts)
        {
            yield return Encoding.ASCII.GetBytes(text);
            yield return Encoding.Unicode.GetBytes(text);
            yield return Encoding.BigEndianUnicode.GetBytes(text);
        }
    }

    private sealed class Progress(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
