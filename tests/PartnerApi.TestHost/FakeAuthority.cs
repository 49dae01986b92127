using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PartnerApi.TestHost;

/// <summary>An external token authority with responses set by the test. It counts the refreshes.</summary>
internal sealed class FakeAuthority : IAsyncDisposable
{
    private readonly WebApplication app;
    private int discoveries;

    private FakeAuthority(WebApplication app, string issuer)
    {
        this.app = app;
        Issuer = issuer;
        Discovery = http => http.Response.WriteAsJsonAsync(new { issuer, jwks_uri = $"{issuer}/jwks" });
        KeySet = http => http.Response.WriteAsync($$"""{"keys":[{{string.Join(',', Keys.Select(key => key.ToJsonString()))}}]}""");
        app.MapGet("/.well-known/openid-configuration", http =>
        {
            Interlocked.Increment(ref discoveries);
            return Discovery(http);
        });
        app.MapGet("/jwks", http => KeySet(http));
    }

    public string Issuer { get; }

    public RequestDelegate Discovery { get; set; }

    public RequestDelegate KeySet { get; set; }

    public List<JsonObject> Keys { get; } = [];

    /// <summary>The number of refreshes that have begun.</summary>
    public int Refreshes => Volatile.Read(ref discoveries);

    public static async Task<FakeAuthority> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{(port == 0 ? TokenGateway.FreePort() : port)}");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var authority = new FakeAuthority(app, app.Configuration["urls"]!);
        await app.StartAsync();
        return authority;
    }

    public static JsonObject Jwk(ECDsa key, string id)
    {
        var point = key.ExportParameters(false).Q;
        return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = id, ["x"] = TokenForger.Encode(point.X!), ["y"] = TokenForger.Encode(point.Y!) };
    }

    public static JsonObject Jwk(RSA key, string id)
    {
        var parameters = key.ExportParameters(false);
        var (modulus, exponent) = (TokenForger.Encode(parameters.Modulus!), TokenForger.Encode(parameters.Exponent!));
        return new JsonObject { ["kty"] = "RSA", ["kid"] = id, ["n"] = modulus, ["e"] = exponent };
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
