using PartnerApi.Hosting;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.Hosting;

/// <summary>The name of a request: random, or the caller's own.</summary>
public sealed class RequestIdTests(SharedGateway shared)
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("A-Z_a.z-0.9", true)]
    [InlineData("550e8400-e29b-41d4-a716-446655440000", true)]
    [InlineData("0000000000000196", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("a b", false)]
    [InlineData("a\tb", false)]
    [InlineData("a:b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\"b", false)]
    [InlineData("ä", false)]
    [InlineData("\u0661", false)]
    [InlineData("0000000000000195", false)]
    [InlineData("0000-0000-0000-0195", false)]
    [InlineData("0000.0000_0000.0195", false)]
    [InlineData("visit-0000000000000195-1", false)]
    [InlineData("70000000000000195", false)]
    public void Form_of_an_id_that_is_taken(string id, bool isTaken) => Assert.Equal(isTaken, RequestId.IsWellFormed(id));

    [Fact]
    public void Id_has_64_characters_at_most()
    {
        Assert.True(RequestId.IsWellFormed(new string('a', 64)));
        Assert.False(RequestId.IsWellFormed(new string('a', 65)));
        Assert.False(RequestId.IsWellFormed(null));
    }

    [Theory]
    [InlineData("/graphql")]
    [InlineData("/health/live")]
    [InlineData("/.well-known/jwks")]
    [InlineData("/nowhere")]
    public async Task Callers_id_comes_back_and_anything_else_does_not(string path)
    {
        Assert.Equal("visit-4711", await IdAsync(path, "visit-4711"));
        Assert.Matches("^[0-9a-f]{32}$", await IdAsync(path, "0000000000000195"));
        Assert.Matches("^[0-9a-f]{32}$", await IdAsync(path, "two, ids"));
        Assert.Matches("^[0-9a-f]{32}$", await IdAsync(path, "one", "two"));
        Assert.Matches("^[0-9a-f]{32}$", await IdAsync(path));
    }

    // By a counter one caller could tell how much the others ask.
    [Fact]
    public async Task Ids_have_nothing_in_common()
    {
        var ids = new List<UInt128>();
        for (var i = 0; i < 64; i++) ids.Add(UInt128.Parse(await IdAsync("/health/live"), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture));
        var (all, none) = (UInt128.MaxValue, UInt128.Zero);
        foreach (var id in ids) (all, none) = (all & id, none | id);

        // Each bit is set in one of them, and not in another: it fails by chance once in 2^56 runs.
        Assert.Equal((UInt128.Zero, UInt128.MaxValue), (all, none));
    }

    private async Task<string> IdAsync(string path, params string[] given)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var id in given) request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        using var response = await shared.Gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return Assert.Single(response.Headers.GetValues("X-Request-Id"));
    }
}
