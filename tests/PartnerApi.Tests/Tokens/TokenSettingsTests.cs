using Microsoft.Extensions.Configuration;
using PartnerApi.Sealing;
using PartnerApi.Tokens;

namespace PartnerApi.Tests.Tokens;

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
    public void Issuer_that_others_could_listen_to_is_refused(string? urls, string? issuer) =>
        Assert.Equal("Tokens:Issuer", Assert.Throws<SettingException>(() => Read(("urls", urls), ("Tokens:Issuer", issuer))).Setting);

    [Theory]
    [InlineData("http://tokens.example")]
    [InlineData("tokens.example")]
    [InlineData("https://tokens.example#x")]
    public void Authority_that_is_not_protected_is_refused(string authority) =>
        Assert.Equal("Tokens:Authority", Assert.Throws<SettingException>(() => Read(("Tokens:Authority", authority))).Setting);

    [Theory]
    [InlineData("https://tokens.example")]
    [InlineData("https://tokens.example/realm")]
    [InlineData("https://tokens.example/realm/")]
    public void Authority_is_taken_letter_by_letter(string authority)
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
    public void Algorithm_that_is_not_asymmetric_is_refused(string algorithms) => Assert.Equal(
        "Tokens:Algorithms",
        Assert.Throws<SettingException>(() => Read(("Tokens:Authority", "https://tokens.example"), ("Tokens:Algorithms", algorithms))).Setting);

    [Fact]
    public void Algorithms_may_be_a_list() => Assert.Equal(
        ["RS256", "ES256"],
        Read(("Tokens:Authority", "https://tokens.example"), ("Tokens:Algorithms:0", "RS256"), ("Tokens:Algorithms:1", "ES256")).Algorithms);

    private static TokenSettings Read(params (string Name, string? Value)[] settings) => TokenSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build());
}
