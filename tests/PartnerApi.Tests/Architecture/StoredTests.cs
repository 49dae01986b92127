using System.Security.Cryptography;
using System.Text;
using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Tests.Architecture;

/// <summary>The database reveals nothing without the secrets.</summary>
public sealed class StoredTests(SharedGateway shared)
{
    private const int Enumerated = 200_000;

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Columns_equal_the_reviewed_list()
    {
        var reviewed = Repository.Lines("schema/tables.csv").Skip(1).Select(line => line.Split(',')).Select(fields => $"{fields[0]}.{fields[1]}").ToHashSet();
        var live = Rows("""
            SELECT name || '.' FROM sqlite_master WHERE type = 'table'
            UNION ALL SELECT tables.name || '.' || columns.name FROM sqlite_master AS tables, pragma_table_xinfo(tables.name) AS columns WHERE tables.type = 'table'
            """).ToHashSet();
        Repository.Holds(live.Except(reviewed));

        // EF creates the lock table only while it migrates.
        Repository.Holds(reviewed.Except(live).Where(column => !column.StartsWith("__EFMigrationsLock.", StringComparison.Ordinal)));
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Database_has_only_tables_and_indexes() =>
        Assert.Empty(Rows("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')"));

    [Theory]
    [InlineData("Cards")]
    [InlineData("HolderRecords")]
    [InlineData("PersonEntries")]
    public void Rows_about_people_do_not_differ_in_length_or_nulls(string table)
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
    public void Enumerating_card_numbers_finds_tags_only_with_the_lookup_secret()
    {
        var tags = Rows("SELECT Tag FROM Cards").Select(Convert.FromHexString).Select(tag => BitConverter.ToUInt128(tag)).ToHashSet();
        var guesses = Guesses().ToList();
        using var real = Secrets();
        var (found, withSecret) = (new HashSet<string>(), 0);
        Span<byte> digits = stackalloc byte[16];
        Span<byte> tag = stackalloc byte[32];
        for (var payload = 0; payload < Enumerated; payload++)
        {
            CardNumber.FromPayload(payload).WriteDigits(digits);
            foreach (var (name, guess) in guesses)
            {
                guess(digits, tag);
                if (tags.Contains(BitConverter.ToUInt128(tag))) found.Add(name);
            }
            real.Derive(CardKeyLabels.CardTag, digits, tag);
            if (tags.Contains(BitConverter.ToUInt128(tag))) withSecret++;
        }
        Repository.Holds(found);

        // The six stored test cards have the first payloads, so that the enumeration includes them.
        Assert.True(withSecret >= 6, $"{withSecret} cards with the secret");
    }

    private delegate void Guess(ReadOnlySpan<byte> digits, Span<byte> tag);

    // Attempts of an attacker with the source and the database: plain hashes, empty and zero keys, and stored values as keys.
    private IEnumerable<(string Name, Guess Guess)> Guesses()
    {
        yield return ("SHA-256", (digits, tag) => SHA256.HashData(digits, tag));
        yield return ("SHA-512, cut", (digits, tag) => SHA512.HashData(digits)[..32].CopyTo(tag));
        yield return ("HMAC with an empty key", (digits, tag) => HMACSHA256.HashData([], digits, tag));
        var zero = new byte[32];
        yield return ("HMAC with a zero key", (digits, tag) => HMACSHA256.HashData(zero, digits, tag));
        var label = Encoding.ASCII.GetBytes(CardKeyLabels.CardTag.Text);
        yield return ("HMAC with the label", (digits, tag) => HMACSHA256.HashData(label, digits, tag));
        var zeroSecret = new LocalKeyService(new byte[32], new byte[32], new byte[32]);
        yield return ("the gateway's derivation with a zero secret", (digits, tag) => zeroSecret.Derive(CardKeyLabels.CardTag, digits, tag));
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
