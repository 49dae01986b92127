using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Identity;

namespace PartnerApi.Tests.Sandbox;

/// <summary>Each cause of <c>invalid_client</c> that the page "Signing in with a key" lists gets the response of the page, and no other.</summary>
[Trait("Store", "Either")]
public sealed partial class AssertionMistakeTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const string Folder = "src/PartnerApi/Site/Content/integrate/";

    private static readonly string Page = Repository.Read(Folder + "signing-in-with-a-key.md");

    // The mistakes, and the number of each in the list of the page.
    private static readonly Dictionary<string, int> Numbers = new()
    {
        ["another key"] = 1,
        ["iss"] = 2,
        ["sub"] = 2,
        ["client_id"] = 2,
        ["aud without a slash"] = 3,
        ["exp in the past"] = 4,
        ["exp in six minutes"] = 4,
        ["iat in a minute"] = 4,
        ["nbf in a minute"] = 4,
        ["used jti"] = 5,
        ["alg"] = 6,
        ["typ"] = 6,
        ["DER"] = 7,
    };

    public static TheoryData<string> Mistakes => [.. Numbers.Keys];

    private HttpClient Http => shared.Gateway.Http;

    [Fact]
    public async Task Assertion_without_a_mistake_gets_a_token() => Assert.Equal(HttpStatusCode.OK, (await RequestAsync("none")).Status);

    [Fact]
    public void List_has_the_number_of_each_mistake() =>
        Assert.Equal(Item().Matches(Page).Select(item => int.Parse(item.Groups[1].Value, CultureInfo.InvariantCulture)), Numbers.Values.Distinct());

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Listed_mistake_gets_the_documented_response(string mistake)
    {
        var (status, body) = await RequestAsync(mistake);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains(JsonSerializer.Serialize(JsonElement.Parse(body)), Page, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Body)> RequestAsync(string mistake)
    {
        var form = Form(mistake);
        if (mistake == "used jti") (await Http.PostAsync("/connect/token", new FormUrlEncodedContent(form), TestContext.Current.CancellationToken)).Dispose();
        using var response = await Http.PostAsync("/connect/token", new FormUrlEncodedContent(form), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Dictionary<string, string> Form(string mistake)
    {
        var issuer = shared.Gateway.Services.GetRequiredService<TokenSettings>().Issuer;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var header = new JsonObject { ["alg"] = mistake == "alg" ? "ES384" : "ES256", ["typ"] = mistake == "typ" ? "at+jwt" : "client-authentication+jwt" };
        var claims = new JsonObject
        {
            ["iss"] = mistake == "iss" ? "harbor-bank" : "keyed-bank",
            ["sub"] = mistake == "sub" ? "harbor-bank" : "keyed-bank",
            ["aud"] = mistake == "aud without a slash" ? issuer.TrimEnd('/') : issuer,
            ["exp"] = now + (mistake == "exp in the past" ? -1 : mistake == "exp in six minutes" ? 360 : 60),
            ["iat"] = now + (mistake == "iat in a minute" ? 60 : 0),
            ["nbf"] = now + (mistake == "nbf in a minute" ? 60 : 0),
            ["jti"] = RandomNumberGenerator.GetHexString(16),
        };
        var input = $"{Encoded(header)}.{Encoded(claims)}";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (mistake != "another key") key.ImportFromPem(Pem().Match(Repository.Read(Folder + "sandbox.md")).Value);
        var format = mistake == "DER" ? DSASignatureFormat.Rfc3279DerSequence : DSASignatureFormat.IeeeP1363FixedFieldConcatenation;
        var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, format);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = $"{input}.{Base64Url.EncodeToString(signature)}",
        };
        if (mistake == "client_id") form["client_id"] = "harbor-bank";
        return form;
    }

    private static string Encoded(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    [GeneratedRegex(@"^(\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Item();

    [GeneratedRegex("-----BEGIN PRIVATE KEY-----[^-]*-----END PRIVATE KEY-----")]
    private static partial Regex Pem();
}
