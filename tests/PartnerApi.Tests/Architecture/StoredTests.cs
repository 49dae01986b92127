using System.Security.Cryptography;
using System.Text;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Tests.Host;
using PartnerApi.Tests.Storage;

namespace PartnerApi.Tests.Architecture;

/// <summary>What the database is worth to whoever has it and no secret.</summary>
public sealed class StoredTests(SharedGateway shared)
{
    private const int Walked = 200_000;

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Every_column_there_is_stands_on_the_reviewed_list()
    {
        var reviewed = Repository.Lines("schema/tables.csv").Skip(1).Select(line => line.Split(',')).Select(fields => $"{fields[0]}.{fields[1]}").ToHashSet();
        var live = Rows("""
            SELECT name || '.' FROM sqlite_master WHERE type = 'table'
            UNION ALL SELECT tables.name || '.' || columns.name FROM sqlite_master AS tables, pragma_table_xinfo(tables.name) AS columns WHERE tables.type = 'table'
            """).ToHashSet();
        Repository.Holds(live.Except(reviewed));

        // EF makes the lock table while it migrates, and only then.
        Repository.Holds(reviewed.Except(live).Where(column => !column.StartsWith("__EFMigrationsLock.", StringComparison.Ordinal)));
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Database_has_tables_and_indexes_and_nothing_that_derives_from_them() =>
        Assert.Empty(Rows("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')"));

    [Theory]
    [InlineData("Cards")]
    [InlineData("HolderRecords")]
    [InlineData("PersonEntries")]
    public void Rows_about_people_differ_in_no_length_and_no_null(string table)
    {
        foreach (var column in Rows(TestDatabase.IsPostgreSql
            ? $"SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}'"
            : $"SELECT name FROM pragma_table_xinfo('{table}')"))
        {
            Assert.Equal(["0"], Rows($"SELECT COUNT(*) FROM {table} WHERE \"{column}\" IS NULL"));
            if (column != "Generation") Assert.Equal(["1"], Rows($"SELECT COUNT(DISTINCT length(\"{column}\")) FROM {table}"));
        }
        Assert.NotEqual(["0"], Rows($"SELECT COUNT(*) FROM {table}"));
    }

    [Fact]
    public void Walking_card_numbers_finds_no_tag_without_the_lookup_secret_and_does_with_it()
    {
        var tags = Rows("SELECT Tag FROM Cards").Select(Convert.FromHexString).Select(tag => BitConverter.ToUInt128(tag)).ToHashSet();
        var guesses = Guesses().ToList();
        using var real = Secrets();
        var (found, withSecret) = (new HashSet<string>(), 0);
        Span<byte> digits = stackalloc byte[16];
        Span<byte> tag = stackalloc byte[32];
        for (var payload = 0; payload < Walked; payload++)
        {
            CardNumber.FromPayload(payload).WriteDigits(digits);
            foreach (var (name, guess) in guesses)
            {
                guess(digits, tag);
                if (tags.Contains(BitConverter.ToUInt128(tag))) found.Add(name);
            }
            real.Derive(KeyLabels.CardTag, digits, tag);
            if (tags.Contains(BitConverter.ToUInt128(tag))) withSecret++;
        }
        Repository.Holds(found);

        // The six test cards that are stored have the first payloads: the walk went past them.
        Assert.True(withSecret >= 6, $"{withSecret} cards with the secret");
    }

    private delegate void Guess(ReadOnlySpan<byte> digits, Span<byte> tag);

    // What somebody tries who has the source and the database: plain hashes, empty and zero keys, and every short value of the database as a key.
    private IEnumerable<(string Name, Guess Guess)> Guesses()
    {
        yield return ("SHA-256", (digits, tag) => SHA256.HashData(digits, tag));
        yield return ("SHA-512, cut", (digits, tag) => SHA512.HashData(digits)[..32].CopyTo(tag));
        yield return ("HMAC with an empty key", (digits, tag) => HMACSHA256.HashData([], digits, tag));
        var zero = new byte[32];
        yield return ("HMAC with a zero key", (digits, tag) => HMACSHA256.HashData(zero, digits, tag));
        var label = Encoding.ASCII.GetBytes(KeyLabels.CardTag.Text);
        yield return ("HMAC with the label", (digits, tag) => HMACSHA256.HashData(label, digits, tag));
        var zeroSecret = new LocalKeyService(new byte[32], new byte[32], new byte[32]);
        yield return ("the gateway's derivation with a zero secret", (digits, tag) => zeroSecret.Derive(KeyLabels.CardTag, digits, tag));
        foreach (var stored in Rows("SELECT \"Check\" FROM SecretChecks UNION SELECT SectorKey FROM Partners").Take(5).Select(Convert.FromHexString))
            yield return ("HMAC with a stored value", (digits, tag) => HMACSHA256.HashData(stored, digits, tag));
    }

    private LocalKeyService Secrets()
    {
        var folder = Path.Combine(shared.Gateway.Data, "keys");
        return new(Secret("lookup"), Secret("facts"), null);

        byte[] Secret(string name) => Convert.FromBase64String(File.ReadAllText(Path.Combine(folder, name + ".secret")).Trim());
    }

    private List<string> Rows(string sql) =>
        [.. TestDatabase.Rows(shared.Gateway.Data, sql).Select(row => row[0] is byte[] bytes ? Convert.ToHexString(bytes) : $"{row[0]}")];
}
