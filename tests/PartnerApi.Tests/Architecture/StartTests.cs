using System.Net;
using System.Net.Sockets;

namespace PartnerApi.Tests.Architecture;

/// <summary>A failed start gives its reason in one line and leaves nothing running.</summary>
public sealed class StartTests
{
    // The settings are checked before the store is opened, so one store is enough.
    [Theory]
    [Trait("Store", "Sqlite")]
    [InlineData("Secrets:Lookup:File", null)]
    [InlineData("Secrets:Facts:File", null)]
    [InlineData("Secrets:Record:File", null)]
    [InlineData("Secrets:Record:File", "nowhere.secret")]
    [InlineData("Secrets:Lookup:Value", "c2hvcnQ=")]
    [InlineData("Tokens:Issuer", null, "urls", "http://0.0.0.0:5999")]
    [InlineData("Tokens:Issuer", "http://partner.example")]
    [InlineData("Tokens:Algorithms", "HS256", "Tokens:Authority", "https://login.example/")]
    [InlineData("urls", "127.0.0.1:5080")]
    [InlineData("Kestrel:Certificates:Default:Path", null, "urls", "https://127.0.0.1:5999")]
    [InlineData("Gateway:Serve", "Some")]
    [InlineData("City:TimeZone", "Mars/Olympus")]
    [InlineData("Limits:Tokens", "many")]
    [InlineData("Limits:Tokens", "0")]
    [InlineData("Quotas:CardsPerHour", "0")]
    [InlineData("Statistics:MonthsPerHolder", "many")]
    [InlineData("Statistics:FirstMonth", "May")]
    [InlineData("Disclosures:RetentionDays", "-1")]
    [InlineData("Storage:PostgreSql", "Host")]
    [InlineData("urls", "http://192.0.2.1:5999", "Tokens:Issuer", "https://cards.example/")]
    [InlineData("Limits:Token", "100")]
    [InlineData("Quotas:CardPerHour", "100")]
    [InlineData("Statistics:Epsilon", "100")]
    [InlineData("Statistics:LifetimeMillionths", "100")]
    [InlineData("Disclosures:Retention", "100")]
    [InlineData("Tokens:Issuers", "https://cards.example/")]
    [InlineData("Tokens:Issuer:Address", "https://cards.example/")]
    [InlineData("Gateway:Serves", "Partners")]
    [InlineData("City:Timezone:Name", "America/New_York")]
    [InlineData("Storage:PostgreSQLServer", "Host=nowhere")]
    [InlineData("Secrets:Look:File", "lookup.secret")]
    [InlineData("Secrets:Lookup:Path", "lookup.secret")]
    public async Task Missing_or_invalid_setting_stops_the_start_with_one_line_that_names_it(
        string setting, string? value, string? otherSetting = null, string? otherValue = null)
    {
        using var installation = new Installation();
        if (otherSetting is not null) installation.Settings[otherSetting] = otherValue!;
        if (value is null) installation.Settings.Remove(setting);
        else installation.Settings[setting] = value;
        if (setting.EndsWith(":Value", StringComparison.Ordinal)) installation.Settings.Remove(setting.Replace(":Value", ":File", StringComparison.Ordinal));

        var result = await installation.RunAsync("serve");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"Setting {setting}", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(installation.Folder.Data));
    }

    [Fact]
    public async Task Misspelled_setting_stops_a_command_with_the_valid_names_and_without_values()
    {
        using var installation = new Installation();
        installation.Settings["Storage:Postgres"] = "Host=never-shown";
        var result = await installation.RunAsync("partners", "list");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("Setting Storage:Postgres: unknown setting. The section Storage has Storage:PostgreSql.", Assert.Single(result.ErrorLines));
    }

    [Theory]
    [InlineData("development")]
    [InlineData("Sandbox")]
    [InlineData("")]
    public async Task Environment_other_than_the_sandbox_has_no_sandbox_secrets_or_tokens(string environment)
    {
        using var installation = new Installation { Environment = environment };
        foreach (var setting in installation.Settings.Keys.Where(name => name.StartsWith("Secrets:", StringComparison.Ordinal)))
            installation.Settings.Remove(setting);
        var serve = await installation.RunAsync("serve");
        Assert.Equal(1, serve.ExitCode);
        Assert.StartsWith("Setting Secrets:Lookup:File", Assert.Single(serve.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(installation.Folder.Data, "keys", "lookup.secret")));

        var token = await installation.RunAsync("token", "harbor-bank");
        Assert.Equal(1, token.ExitCode);
        Assert.Contains("only in the sandbox", Assert.Single(token.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_that_others_can_read_stops_the_start()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }
        using var installation = new Installation();
        var file = installation.Settings["Secrets:Facts:File"];
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.GroupRead);
        var result = await installation.RunAsync("serve");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("Setting Secrets:Facts:File", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_is_reported_in_one_line()
    {
        using var installation = new Installation();
        using var listener = new TcpListener(IPAddress.Loopback, new Uri(installation.Address).Port) { ExclusiveAddressUse = true };
        listener.Start();
        var result = await installation.RunAsync("serve");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{installation.Address}: the address is already in use", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(installation.Folder.Data));
    }

    [Fact]
    public async Task Unwritable_data_folder_is_reported_in_one_line()
    {
        using var installation = new Installation();
        var file = installation.Folder.Write("taken", "a file, not a folder");
        var result = await installation.RunAsync("serve", "--data", Path.Combine(file, "data"));
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("Setting Data: the data folder", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
