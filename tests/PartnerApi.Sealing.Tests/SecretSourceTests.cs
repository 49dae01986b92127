using Microsoft.Extensions.Configuration;
using PartnerApi.Core;

namespace PartnerApi.Sealing.Tests;

public sealed class SecretSourceTests : IDisposable
{
    private static readonly KeyLabel FactsLabel = new(Secret.Facts, "tests/v1/facts");
    private static readonly KeyLabel RecordLabel = new(Secret.Record, "tests/v1/record");
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string?> settings = [];

    public SecretSourceTests()
    {
        settings["Data"] = folder.Data;
        foreach (var secret in Enum.GetValues<Secret>()) settings[$"Secrets:{secret}:Value"] = TestSecrets.Base64(secret);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Values_are_loaded()
    {
        using var keys = Load();
        Assert.All(Enum.GetValues<Secret>(), secret => Assert.True(keys.Holds(secret)));
    }

    [Theory]
    [InlineData("Lookup")]
    [InlineData("Facts")]
    [InlineData("Record")]
    public void Missing_secret_names_its_setting(string secret)
    {
        settings[$"Secrets:{secret}:Value"] = null;
        Assert.Equal($"Secrets:{secret}:File", Assert.Throws<SettingException>(Load).Setting);
        Assert.False(Directory.Exists(Path.Combine(folder.Data, "keys")));
    }

    [Theory]
    [InlineData("AAECAw==")]
    [InlineData("not base64 at all, and rather long to be one !!")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIj")]
    public void Invalid_value_is_rejected_without_being_shown(string value)
    {
        settings["Secrets:Facts:Value"] = value;
        var error = Assert.Throws<SettingException>(Load);
        Assert.Equal("Secrets:Facts:Value", error.Setting);
        Assert.DoesNotContain(value, error.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAECAw==\n")]
    [InlineData("swordfish\n")]
    public void Invalid_file_is_rejected_without_being_shown(string content)
    {
        UseFile("Facts", content, OwnerOnly);
        var error = Assert.Throws<SettingException>(Load);
        Assert.Equal("Secrets:Facts:File", error.Setting);
        if (content.Length > 0) Assert.DoesNotContain(content.Trim(), error.ToString());
    }

    [Fact]
    public void Missing_and_oversized_files_are_rejected()
    {
        UseFile("Facts", new string('A', 2_000), OwnerOnly);
        Assert.Throws<SettingException>(Load);
        settings["Secrets:Facts:File"] = folder["nothing"];
        Assert.Throws<SettingException>(Load);
    }

    [Fact]
    public void File_gives_the_same_keys_as_the_value()
    {
        UseFile("Facts", TestSecrets.Base64(Secret.Facts) + "\r\n", OwnerOnly);
        Assert.Equal(Key(TestSecrets.Service()), Key(Load()));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    [InlineData(UnixFileMode.StickyBit)]
    public void File_open_to_others_is_rejected_outside_the_sandbox(UnixFileMode added)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        UseFile("Facts", TestSecrets.Base64(Secret.Facts), OwnerOnly | added);
        Assert.Contains("chmod 600", Assert.Throws<SettingException>(Load).Message, StringComparison.Ordinal);
        using var keys = Load(sandbox: true);
        Assert.True(keys.Holds(Secret.Facts));
    }

    [Fact]
    public void File_and_value_together_are_rejected()
    {
        settings["Secrets:Facts:File"] = folder.Write("facts.secret", TestSecrets.Base64(Secret.Facts));
        Assert.Throws<SettingException>(Load);
    }

    [Fact]
    public void Process_for_partners_only_never_reads_the_record_secret()
    {
        settings["Gateway:Serve"] = "Partners";
        settings["Secrets:Record:Value"] = "of no use";
        settings["Secrets:Record:File"] = folder["record.secret"];
        foreach (var sandbox in new[] { false, true })
        {
            using var keys = Load(sandbox);
            Assert.False(keys.Holds(Secret.Record));
            Assert.Throws<SecretNotLoadedException>(() => keys.Derive(RecordLabel, [], new byte[32]));
        }
        Assert.False(File.Exists(folder["record.secret"]));
        Assert.False(Directory.Exists(Path.Combine(folder.Data, "keys")));
    }

    [Theory]
    [InlineData("partners")]
    [InlineData("Registrars")]
    public void Unknown_value_of_the_serve_setting_is_rejected(string serve)
    {
        settings["Gateway:Serve"] = serve;
        Assert.Equal("Gateway:Serve", Assert.Throws<SettingException>(Load).Setting);
    }

    [Fact]
    public void Sandbox_creates_secrets_readable_by_their_owner_only_and_reuses_them()
    {
        foreach (var secret in Enum.GetValues<Secret>()) settings[$"Secrets:{secret}:Value"] = null;
        var first = Key(Load(sandbox: true));
        Assert.Equal(first, Key(Load(sandbox: true)));
        var files = Directory.GetFiles(Path.Combine(folder.Data, "keys"));
        Assert.Equal(["facts.secret", "lookup.secret", "record.secret"], files.Select(Path.GetFileName).Order());
        foreach (var file in files)
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Processes_that_start_together_share_the_sandbox_secrets()
    {
        foreach (var secret in Enum.GetValues<Secret>()) settings[$"Secrets:{secret}:Value"] = null;
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Key(Load(sandbox: true)))));
        Assert.Single(keys.Distinct());
        Assert.Equal(3, Directory.GetFiles(Path.Combine(folder.Data, "keys")).Length);
    }

    private LocalKeyService Load() => Load(sandbox: false);

    private LocalKeyService Load(bool sandbox) => SealingSetup.Load(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), sandbox);

    private static string Key(LocalKeyService keys)
    {
        var key = new byte[32];
        using (keys) keys.Derive(FactsLabel, [], key);
        return Convert.ToHexString(key);
    }

    private void UseFile(string secret, string content, UnixFileMode mode)
    {
        var file = folder.Write($"{secret}.secret", content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, mode);
        settings[$"Secrets:{secret}:Value"] = null;
        settings[$"Secrets:{secret}:File"] = file;
    }
}
