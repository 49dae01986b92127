using Microsoft.Extensions.Configuration;
using PartnerApi.Core;
using PartnerApi.Identity.Attempts;

namespace PartnerApi.Identity.Tests;

public class TokenSettingsTests
{
    [Theory]
    [InlineData(null, null, "http://127.0.0.1:5080/")]
    [InlineData("http://127.0.0.1:8080", null, "http://127.0.0.1:8080/")]
    [InlineData("http://localhost:8080/;http://127.0.0.1:9090", null, "http://localhost:8080/")]
    [InlineData("https://[::1]:8443", null, "https://[::1]:8443/")]
    [InlineData("http://*:8080", "https://cards.example", "https://cards.example/")]
    [InlineData("http://0.0.0.0:8080", "https://cards.example/partners/", "https://cards.example/partners/")]
    [InlineData("http://127.0.0.1:8080", "http://localhost:1234/", "http://localhost:1234/")]
    public void Issuer_is_the_setting_or_the_first_address(string? urls, string? issuer, string expected) =>
        Assert.Equal(expected, Read(("urls", urls), ("Tokens:Issuer", issuer)).Issuer);

    [Theory]
    [InlineData("http://*:8080", null)]
    [InlineData("http://0.0.0.0:8080", null)]
    [InlineData(null, "http://cards.example/")]
    [InlineData(null, "cards.example")]
    [InlineData(null, "ftp://127.0.0.1/")]
    [InlineData(null, "https://cards.example/?x=1")]
    [InlineData(null, "https://user@cards.example/")]
    public void Issuer_without_a_protected_address_is_rejected(string? urls, string? issuer) =>
        Assert.Equal("Tokens:Issuer", Assert.Throws<SettingException>(() => Read(("urls", urls), ("Tokens:Issuer", issuer))).Setting);

    [Theory]
    [InlineData("http://tokens.example")]
    [InlineData("tokens.example")]
    [InlineData("https://tokens.example#x")]
    public void Authority_without_a_protected_address_is_rejected(string authority) =>
        Assert.Equal("Tokens:Authority", Assert.Throws<SettingException>(() => Read(("Tokens:Authority", authority))).Setting);

    [Theory]
    [InlineData("https://tokens.example")]
    [InlineData("https://tokens.example/realm")]
    [InlineData("https://tokens.example/realm/")]
    public void Authority_is_used_unchanged(string authority)
    {
        var settings = Read(("Tokens:Authority", authority));

        Assert.Equal((true, authority), (settings.IsExternal, settings.Issuer));
        Assert.Equal(["ES256"], settings.Algorithms);
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("none")]
    [InlineData("ES256 HS256")]
    [InlineData("es256")]
    [InlineData(" ")]
    public void Algorithm_that_is_not_asymmetric_is_rejected(string algorithms) => Assert.Equal(
        "Tokens:Algorithms",
        Assert.Throws<SettingException>(() => Read(("Tokens:Authority", "https://tokens.example"), ("Tokens:Algorithms", algorithms))).Setting);

    [Fact]
    public void Algorithms_may_be_a_list() => Assert.Equal(
        ["RS256", "ES256"],
        Read(("Tokens:Authority", "https://tokens.example"), ("Tokens:Algorithms:0", "RS256"), ("Tokens:Algorithms:1", "ES256")).Algorithms);

    [Theory]
    [InlineData("Tokens:UsedAssertions", "0", "from 1 to 10000000")]
    [InlineData("Tokens:UsedAssertions", "10000001", "from 1 to 10000000")]
    [InlineData("Tokens:UsedAssertionsOfClient", "100001", "from 1 to 100000")]
    [InlineData("Tokens:UsedAssertionsOfClient", "-1", "from 1 to 100000")]
    [InlineData("Tokens:VerifiedTokens", "999", "from 1000 to 10000000")]
    [InlineData("Tokens:VerifiedTokens", "many", "from 1000 to 10000000")]
    [InlineData("Attempts:Remembered", "999", "from 1000 to 10000000")]
    [InlineData("Attempts:KnownAddresses", "0", "from 1 to 10000")]
    [InlineData("Attempts:DelaySeconds", "301", "from 1 to 300")]
    [InlineData("Attempts:Waiting", "10001", "from 1 to 10000")]
    [InlineData("Attempts:OfName", "1e3", "from 1 to 1000000")]
    public void Size_out_of_range_is_rejected_with_its_range(string setting, string value, string bounds)
    {
        var configuration = Configuration((setting, value));
        var error = Assert.Throws<SettingException>(() =>
        {
            TokenMemory.Read(configuration);
            AttemptSettings.Read(configuration);
        });
        Assert.Equal(setting, error.Setting);
        Assert.EndsWith($"expected a whole number {bounds}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_are_read_and_shares_do_not_exceed_their_total()
    {
        Assert.Equal(new TokenMemory(), TokenMemory.Read(Configuration()));
        Assert.Equal(new AttemptSettings(), AttemptSettings.Read(Configuration()));
        Assert.Equal(
            new TokenMemory { UsedAssertions = 500, UsedAssertionsOfClient = 500, VerifiedTokens = 1_000 },
            TokenMemory.Read(Configuration(("Tokens:UsedAssertions", "500"), ("Tokens:VerifiedTokens", "1000"))));
        Assert.Equal(
            new AttemptSettings { Remembered = 1_000, KnownAddresses = 1, OfName = 2 },
            AttemptSettings.Read(Configuration(("Attempts:Remembered", "1000"), ("Attempts:KnownAddresses", "1"), ("Attempts:OfName", "2"))));
    }

    private static IConfiguration Configuration(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build();

    private static TokenSettings Read(params (string Name, string? Value)[] settings) => TokenSettings.Read(Configuration(settings));
}
