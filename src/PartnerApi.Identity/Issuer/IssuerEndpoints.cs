using System.Net;
using Microsoft.AspNetCore.Http.Features;
using PartnerApi.Core;
using PartnerApi.Http;
using PartnerApi.Storage.Setup;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// The issuer's addresses. It has one name, that of <see cref="TokenSettings.Issuer"/>, whatever the <c>Host</c> of a request, and is available only
/// over https or within the machine.
/// </summary>
internal static class IssuerEndpoints
{
    /// <summary>The token endpoint (RFC 6749, section 3.2).</summary>
    public const string Token = "connect/token";

    /// <summary>The authorization endpoint (RFC 6749, section 3.1), where people sign in.</summary>
    public const string Authorize = "connect/authorize";

    /// <summary>The discovery document (OpenID Connect Discovery 1.0).</summary>
    public const string Discovery = ".well-known/openid-configuration";

    /// <summary>The same, as authorization server metadata (RFC 8414).</summary>
    public const string Metadata = ".well-known/oauth-authorization-server";

    /// <summary>The public keys (RFC 7517).</summary>
    public const string Keys = ".well-known/jwks";

    /// <summary>The realm of the issuer's challenges (RFC 7617).</summary>
    public const string Realm = "partner-api";

    private const string Challenge = $"Basic realm=\"{Realm}\", charset=\"UTF-8\"";
    private const long MaxBodySize = 32 * 1024;

    /// <summary>Maps the addresses. No handler of the issuer runs for any other address.</summary>
    public static void MapIssuer(this IApplicationBuilder app, TokenSettings settings)
    {
        var issuer = new Uri(settings.Issuer);
        var host = HostString.FromUriComponent(issuer);
        var pathBase = new PathString(issuer.AbsolutePath.TrimEnd('/'));
        var secrets = app.ApplicationServices.GetRequiredService<ClientSecretThrottle>();
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<IssuerAddress>() is not null && IsIssuers(context.Request.Path), branch =>
        {
            branch.Use(async (context, next) =>
            {
                if (!IsProtected(context))
                {
                    await RefuseAsync(context, OAuthRefusal.Invalid("Tokens are issued over https only."));
                    return;
                }
                if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBodySize;
                if (await OAuthRequest.CheckAsync(context, IsSame(context.Request.Path.Value![1..], Authorize)) is { } refusal)
                {
                    await RefuseAsync(context, refusal);
                    return;
                }
                context.Request.Scheme = issuer.Scheme;
                context.Request.Host = host;
                context.Request.PathBase = pathBase;
                try
                {
                    if (IsSame(context.Request.Path.Value![1..], Token)) await secrets.RunAsync(context, () => next(context));
                    else await next(context);
                }
                catch (Exception error) when (error is not StoreUnavailableException && StoreFailures.Find(error) is { } typed)
                {
                    throw typed; // Becomes 503 with Retry-After.
                }
            });
            branch.UseAuthentication();
        });
    }

    /// <summary>
    /// Declares the addresses that OpenIddict handles before any endpoint: their methods, their callers, and that pages of any origin may read public
    /// documents.
    /// </summary>
    public static void MapIssuerAddresses(this IEndpointRouteBuilder app)
    {
        var everyone = new EndpointRule("everyone; the issuer's metadata and public keys");
        app.MapPost(Token, () => Results.NotFound()).ForIssuer(new EndpointRule("clients with their credentials, and people with a code or refresh token"));
        app.MapGet(Discovery, () => Results.NotFound()).ForIssuer(everyone).AllowAnyOrigin();
        app.MapGet(Metadata, () => Results.NotFound()).ForIssuer(everyone).AllowAnyOrigin();
        app.MapGet(Keys, () => Results.NotFound()).ForIssuer(everyone).AllowAnyOrigin();
    }

    /// <summary>Declares an address of the issuer, and who may call it.</summary>
    public static TBuilder ForIssuer<TBuilder>(this TBuilder endpoint, EndpointRule rule)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(rule, IssuerAddress.Mark);

    // The router also accepts a slash at the end, and every case of the metadata's addresses.
    private static bool IsIssuers(PathString path) =>
        path.Value is ['/', .. var rest] && (rest is Discovery or Metadata or Keys || IsSame(rest, Token) || IsSame(rest, Authorize));

    private static bool IsSame(string path, string endpoint) => string.Equals(path, endpoint, StringComparison.OrdinalIgnoreCase);

    private static bool IsProtected(HttpContext context) =>
        context.Request.IsHttps || context.Connection.LocalIpAddress is not { } address || IPAddress.IsLoopback(address);

    /// <summary>Sends an OAuth error (RFC 6749, section 5.2).</summary>
    public static Task RefuseAsync(HttpContext context, OAuthRefusal refusal)
    {
        var response = context.Response;
        response.StatusCode = refusal.Status;
        response.Headers.CacheControl = "no-store";
        if (refusal.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = Challenge;
        return response.WriteAsJsonAsync(new { error = refusal.Error, error_description = refusal.Description });
    }

    /// <summary>Marks the endpoints of the issuer, so that requests to all others are recognized without comparing addresses.</summary>
    private sealed class IssuerAddress
    {
        public static readonly IssuerAddress Mark = new();
    }
}
