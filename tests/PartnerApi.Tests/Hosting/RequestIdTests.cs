using PartnerApi.Hosting;

namespace PartnerApi.Tests.Hosting;

/// <summary>A request's id is the client's, if it is well-formed, and random otherwise.</summary>
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
    public void Well_formed_id_contains_no_card_number_and_no_special_character(string id, bool isWellFormed) => Assert.Equal(isWellFormed, RequestId.IsWellFormed(id));

    [Fact]
    public void Id_has_at_most_64_characters()
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
    public async Task Response_returns_a_well_formed_id_and_replaces_any_other(string path)
    {
        Assert.Equal("visit-4711", await IdAsync(path, "visit-4711"));
        Assert.Matches("^[0-9a-f]{32}$", await IdAsync(path, "0000000000000195"));
        Assert.Matches("^[0-9a-f]{32}$", await IdAsync(path, "two, ids"));
        Assert.Matches("^[0-9a-f]{32}$", await IdAsync(path, "one", "two"));
        Assert.Matches("^[0-9a-f]{32}$", await IdAsync(path));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/graphql")]
    [InlineData("/connect/authorize")]
    [InlineData("/disclosures/keys")]
    [InlineData("/health/live")]
    [InlineData("/nowhere")]
    public async Task Response_forbids_to_guess_the_type_of_its_content(string path)
    {
        using var response = await shared.Gateway.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    // From a counter, one client could learn how many requests the others send.
    [Fact]
    public async Task Random_ids_share_no_bit()
    {
        var ids = new List<UInt128>();
        for (var i = 0; i < 64; i++) ids.Add(UInt128.Parse(await IdAsync("/health/live"), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture));
        var (all, none) = (UInt128.MaxValue, UInt128.Zero);
        foreach (var id in ids) (all, none) = (all & id, none | id);

        // Each bit is set in one id and clear in another. By chance, this fails once in 2^56 runs.
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
