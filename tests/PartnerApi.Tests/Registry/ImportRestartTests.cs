using System.Text;
using System.Text.Json;
using PartnerApi.Policy;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Tests.Registry;

/// <summary>A process that starts after an import was killed serves the previous state and removes the import's files.</summary>
public sealed class ImportRestartTests : IDisposable
{
    private const string Marker = "Quintavella Brambletoft";
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly CardNumber Known = CardNumber.FromPayload(1);

    private readonly Installation sandbox = new() { Environment = "Development" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Temporary => Path.Combine(sandbox.Folder.Data, "import.tmp");

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_after_a_killed_import_serves_the_old_cards_and_leaves_nothing_readable(bool isWriting)
    {
        await using (var before = await ChildGateway.StartAsync(sandbox, "serve")) Assert.True(await IsValidAsync(before, Known));

        // The import revokes the known card and adds others.
        var cards = Exports.Cards(9_000).Select(card => card with { LegalName = Marker }).ToList();
        var text = Exports.Text([cards[0] with { Number = Known, State = CardState.Revoked }, .. cards]) + string.Concat(Enumerable.Repeat($"{Marker},broken\n", 10_000));
        using (var held = isWriting ? new HeldInserts(sandbox.Folder.Data, "Cards", after: ChunkedInsert.LargestChunk) : null)
        using (var import = sandbox.Start("cards", "import", "-", "--skip-bad", sandbox.Folder["bad.csv"], "--allow-changes", "9000", "--quiet"))
        {
            await import.StandardInput.WriteAsync(text.AsMemory(), Cancel);
            await import.StandardInput.FlushAsync(Cancel);
            if (held is not null)
            {
                import.StandardInput.Close();
                await held.KillAsync(import, () => Hidden() > 0);
            }
            else
            {
                await Eventually.TrueAsync(() => Length("lines") > 0 && Length("bad-lines") > 0, import);
                AssertUnreadable();
                import.Kill();
                await import.WaitForExitAsync(Cancel);
            }
        }
        Assert.Equal(isWriting, Hidden() > 0);
        Assert.Equal(0, new FileInfo(sandbox.Folder["bad.csv"]).Length);
        AssertUnreadable();

        await using var after = await ChildGateway.StartAsync(sandbox, "serve");
        Assert.False(Directory.Exists(Temporary));
        Assert.True(await IsValidAsync(after, Known));
        Assert.False(await IsValidAsync(after, cards.First(card => card.State == CardState.Active && card.ExpiresOn > Installation.CityToday).Number));
    }

    // All files in the data folder, of the import and the database.
    private void AssertUnreadable()
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Temporary));
        Assert.NotEmpty(Directory.GetFiles(Temporary));
        foreach (var file in Directory.GetFiles(Temporary))
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(Owner, File.GetUnixFileMode(file));
        }
        foreach (var file in Directory.GetFiles(sandbox.Folder.Data, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0))
            Assert.Equal(-1, TestFiles.Bytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Marker)));
    }

    // Committed rows that no reader sees yet.
    private long Hidden() => (long)TestDatabase.Rows(
        sandbox.Folder.Data, "SELECT count(*) FROM Cards WHERE Generation > (SELECT Value FROM Generations WHERE Name = 'cards')")[0][0];

    private long Length(string name) => new FileInfo(Path.Combine(Temporary, name)) is { Exists: true } file ? file.Length : 0;

    private static async Task<bool> IsValidAsync(ChildGateway gateway, CardNumber number)
    {
        var token = (await gateway.TokenAsync("harbor-bank", "sandbox")).Json.GetProperty("access_token").GetString()!;
        var answer = await gateway.QueryAsync(token, JsonSerializer.Serialize(new
        {
            query = "query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid } }",
            variables = new { number = number.Reveal() },
        }));
        Assert.Empty(answer.Codes);
        return answer.Data("card", "valid").GetBoolean();
    }
}
