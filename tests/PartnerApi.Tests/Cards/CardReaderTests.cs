using System.Security.Cryptography;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Tests.Cards;

public sealed class CardReaderTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 7, 1);

    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void Reader_finds_a_card_with_its_terms_facts_and_holder()
    {
        store.Import(TestLines.Line(1), TestLines.Line(2, CardState.ReportedLost));
        var card = store.Read(TestLines.Number(1));
        Assert.True(card.Exists);
        Assert.Equal(new CardTerms(CardState.Active, TestLines.Issued, TestLines.Expires), card.Terms);
        Assert.Equal(new CardFacts(TestLines.Born, Borough.Queens, TestLines.Issued), card.Facts);
        Assert.Equal(16, card.Handle.Length);
        Assert.Equal(CardState.ReportedLost, store.Read(TestLines.Number(2)).Terms.State);

        var holder = store.Holder(TestLines.Number(1))!;
        Assert.Equal("Holder Number1", holder.LegalName);
        Assert.Equal(("1 Testing Street", "Jamaica", "11432"), (holder.Address.Street, holder.Address.City, holder.Address.PostalCode));
        Assert.Equal((TestLines.Born, Borough.Queens), (holder.DateOfBirth, holder.Borough));
    }

    [Fact]
    public void Reader_finds_the_current_card_by_handle_and_an_unknown_handle_is_never_valid()
    {
        store.Import(TestLines.Line(1), TestLines.Line(2, CardState.ReportedLost));
        using var session = store.Sessions.Begin();
        Assert.Equal(store.Read(TestLines.Number(1)).Terms, store.Cards.ReadCurrent(session, store.Read(TestLines.Number(1)).Handle));
        Assert.Equal(CardState.ReportedLost, store.Cards.ReadCurrent(session, store.Read(TestLines.Number(2)).Handle).State);
        Assert.False(Validity.IsValid(store.Cards.ReadCurrent(session, new byte[FactsBlob.HandleLength]), Today));
    }

    [Fact]
    public void Unknown_handle_takes_the_same_key_derivations_as_a_known_one()
    {
        store.Import(TestLines.Line(1));
        var counting = new CountingKeys(store.Get<IKeyService>());
        using var reader = new CardReader(counting);
        var handle = store.Read(TestLines.Number(1)).Handle.ToArray();
        Assert.Equal(Labels(handle), Labels(new byte[FactsBlob.HandleLength]));
        Assert.DoesNotContain(counting.Labels, label => label.Contains("holder", StringComparison.Ordinal));

        string Labels(byte[] handle)
        {
            counting.Labels.Clear();
            using var session = store.Sessions.Begin();
            Assert.Equal(CardState.Revoked == reader.ReadCurrent(session, handle).State, handle.All(value => value == 0));
            return string.Join(' ', counting.Labels);
        }
    }

    [Fact]
    public void Current_card_moved_from_another_holder_does_not_open()
    {
        store.Import(TestLines.Line(1), TestLines.Line(2));
        store.Execute(
            "CREATE TEMP TABLE old AS SELECT * FROM CurrentCards; " +
            "UPDATE CurrentCards SET Sealed = (SELECT Sealed FROM old WHERE old.HolderTag <> CurrentCards.HolderTag)");
        using var session = store.Sessions.Begin();
        Assert.Throws<SealBrokenException>(() => store.Cards.ReadCurrent(session, store.Read(TestLines.Number(1)).Handle));
    }

    [Fact]
    public void Unknown_number_has_terms_and_facts_and_is_never_valid()
    {
        var card = store.Read(TestLines.Number(99));
        Assert.False(card.Exists);
        Assert.False(Validity.IsValid(card.Terms, DateOnly.MinValue));
        Assert.False(Validity.IsValid(card.Terms, Today));
        Assert.InRange(card.Facts.DateOfBirth.Year, 1900, 2000);
        Assert.Equal(16, card.Handle.Length);
        Assert.Null(store.Holder(TestLines.Number(99)));
    }

    [Fact]
    public void Unknown_number_takes_the_same_key_derivations_as_a_known_one()
    {
        store.Import(TestLines.Line(1));
        var counting = new CountingKeys(store.Get<IKeyService>());
        using var reader = new CardReader(counting);
        Assert.Equal(Labels(1), Labels(99));

        string Labels(long payload)
        {
            counting.Labels.Clear();
            using var session = store.Sessions.Begin();
            _ = reader.Read(session, TestLines.Number(payload)).Facts;
            return string.Join(' ', counting.Labels);
        }
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Unknown_number_allocates_as_much_as_a_known_one()
    {
        store.Import(TestLines.Line(1));
        Assert.Equal(Allocated(1), Allocated(99));

        long Allocated(long payload)
        {
            using var session = store.Sessions.Begin();
            for (var i = 0; i < 50; i++) _ = store.Cards.Read(session, TestLines.Number(payload)).Facts;

            // The minimum of several rounds: allocations of the JIT compiler are counted too.
            return Enumerable.Range(0, 5).Min(round =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 100; i++) _ = store.Cards.Read(session, TestLines.Number(payload)).Facts;
                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }
    }

    [Fact]
    public void Handles_and_seeds_differ_between_cards_and_dummies_change_with_a_restart()
    {
        store.Import(TestLines.Lines(20));
        Assert.Distinct(Enumerable.Range(1, 20).Select(payload => Convert.ToHexString(store.Read(TestLines.Number(payload)).Handle)));
        Assert.Distinct(Enumerable.Range(1, 20).Select(payload => Convert.ToHexString(store.Read(TestLines.Number(payload)).Seed)));
        using var other = new CardReader(store.Get<IKeyService>());
        using var session = store.Sessions.Begin();
        Assert.False(other.Read(session, TestLines.Number(99)).Handle.SequenceEqual(store.Read(TestLines.Number(99)).Handle));
    }

    [Trait("Store", "Sqlite")]
    [Theory]
    [InlineData("UPDATE Cards SET Status = zeroblob(length(Status))")]
    [InlineData("UPDATE Cards SET Status = substr(Status, 1, length(Status) - 1) || CASE WHEN substr(Status, -1) = x'00' THEN x'01' ELSE x'00' END")]
    [InlineData("UPDATE Cards SET Status = x''")]
    [InlineData("UPDATE Cards SET Facts = x'00'")]
    [InlineData("UPDATE Cards SET RecordKey = zeroblob(59)")]
    [InlineData("CREATE TEMP TABLE old AS SELECT * FROM Cards; UPDATE Cards SET Status = (SELECT Status FROM old WHERE old.Tag <> Cards.Tag)")]
    public void Altered_or_moved_row_throws(string change)
    {
        store.Import(TestLines.Line(1), TestLines.Line(2));
        store.Execute(change);
        Assert.Throws<SealBrokenException>(() => store.Read(TestLines.Number(1)));
    }

    [Fact]
    public void Facts_moved_from_another_card_do_not_open()
    {
        store.Import(TestLines.Line(1), TestLines.Line(2));
        store.Execute("CREATE TEMP TABLE old AS SELECT * FROM Cards; UPDATE Cards SET Facts = (SELECT Facts FROM old WHERE old.Tag <> Cards.Tag)");
        Assert.Throws<SealBrokenException>(() => store.Read(TestLines.Number(1)).Facts);
    }

    [Fact]
    public void Record_moved_from_another_row_does_not_open()
    {
        store.Import(TestLines.Line(1), TestLines.Line(2));
        store.Execute(
            "CREATE TEMP TABLE old AS SELECT * FROM HolderRecords; " +
            "UPDATE HolderRecords SET Sealed = (SELECT Sealed FROM old WHERE old.RowId <> HolderRecords.RowId)");
        Assert.Throws<SealBrokenException>(() => store.Holder(TestLines.Number(1)));
    }

    [Fact]
    public void Row_of_a_later_generation_is_not_visible()
    {
        store.Import(TestLines.Line(1));
        store.Import(TestLines.Line(1, CardState.Revoked));
        store.Execute("UPDATE Generations SET Value = 1 WHERE Name = 'cards'");
        Assert.False(store.Read(TestLines.Number(1)).Exists);
        store.Execute("UPDATE Generations SET Value = 2 WHERE Name = 'cards'");
        Assert.Equal(CardState.Revoked, store.Read(TestLines.Number(1)).Terms.State);
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Corrupt_database_always_throws_the_same_exception()
    {
        store.Import(TestLines.Lines(500));
        SqliteStore.TruncateWal(store.Get<StorageSettings>());
        using (var file = new FileStream(store.DatabaseFile, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = 4096;
            file.Write(new byte[file.Length - 4096]);
        }
        using var services = TestStore.Services(store.Folder);
        using var sessions = new ReadSessions(store.Get<Store>(), store.Get<StorageSettings>());
        for (var i = 0; i < 40; i++) Assert.Throws<StoreUnavailableException>(() => sessions.Begin().Dispose());
    }

    [Theory]
    [InlineData(9998, 12, 31)]
    [InlineData(9999, 12, 31)]
    [InlineData(1, 1, 1)]
    public void Status_preserves_any_date(int year, int month, int day)
    {
        var terms = new CardTerms(CardState.Replaced, new DateOnly(year, month, day), new DateOnly(2029, 4, 5));
        AssertPreserved(terms);
        AssertPreserved(terms with { ValidFrom = new DateOnly(2029, 4, 5), ExpiresOn = new DateOnly(year, month, day) });
    }

    private static void AssertPreserved(CardTerms terms)
    {
        var (key, tag, blob) = (new byte[32], new byte[32], new byte[StatusBlob.Length]);
        using var cipher = Aead.Cipher(key);
        var (seed, opened) = (RandomNumberGenerator.GetBytes(16), new byte[16]);
        StatusBlob.Seal(cipher, terms, seed, tag, blob);
        Assert.Equal(terms, StatusBlob.Open(cipher, blob, tag, opened));
        Assert.Equal(seed, opened);
    }

    private sealed class CountingKeys(IKeyService keys) : IKeyService
    {
        public List<string> Labels { get; } = [];

        public bool Holds(Secret secret) => keys.Holds(secret);

        public void Derive(KeyLabel label, ReadOnlySpan<byte> context, Span<byte> key)
        {
            Labels.Add($"{label.Text}/{context.Length}/{key.Length}");
            keys.Derive(label, context, key);
        }
    }
}
