using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using PartnerApi.Contract;
using PartnerApi.Storage;

namespace PartnerApi.Tokens.Issuer;

/// <summary>
/// The issuer's addresses. It answers under one name, that of <see cref="TokenSettings.Issuer"/>, whatever a request's <c>Host</c> says, and only
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

    /// <summary>The public keys (RFC 7517).</summary>
    public const string Keys = ".well-known/jwks";

    private const string FormType = "application/x-www-form-urlencoded";
    private const long MaxBodySize = 32 * 1024;

    /// <summary>Maps them. Nothing of the issuer runs for any other address.</summary>
    public static void MapIssuer(this IApplicationBuilder app, TokenSettings settings)
    {
        var issuer = new Uri(settings.Issuer);
        var host = HostString.FromUriComponent(issuer);
        var pathBase = new PathString(issuer.AbsolutePath.TrimEnd('/'));
        app.UseWhen(context => IsIssuers(context.Request.Path), branch =>
        {
            branch.Use(async (context, next) =>
            {
                if (!IsProtected(context))
                {
                    await RefuseAsync(context, "Tokens are issued over https only.");
                    return;
                }
                if (!await CanReadFormAsync(context))
                {
                    await RefuseAsync(context, "The form cannot be read.");
                    return;
                }
                context.Request.Scheme = issuer.Scheme;
                context.Request.Host = host;
                context.Request.PathBase = pathBase;
                try
                {
                    await next(context);
                }
                catch (Exception error) when (error is not StoreUnavailableException && StoreUnavailableException.Find(error) is { } typed)
                {
                    throw typed; // 503: ask again later.
                }
            });
            branch.UseAuthentication();
        });
    }

    /// <summary>
    /// Declares the addresses that OpenIddict answers before an endpoint is reached: their methods, who may call them, and that pages of any origin may
    /// read what is public.
    /// </summary>
    public static void MapIssuerAddresses(this IEndpointRouteBuilder app)
    {
        var everybody = new EndpointRule("everybody; the issuer's metadata and public keys");
        app.MapPost(Token, () => Results.NotFound()).WithMetadata(new EndpointRule("clients with credentials of their own, and people with a code"));
        app.MapGet(Discovery, () => Results.NotFound()).WithMetadata(everybody).AllowAnyOrigin();
        app.MapGet(Keys, () => Results.NotFound()).WithMetadata(everybody).AllowAnyOrigin();
    }

    private static bool IsIssuers(PathString path) =>
        path.Value is ['/', .. var rest] && (rest is Discovery or Keys || IsSame(rest, Token) || IsSame(rest, Authorize));

    private static bool IsSame(string path, string endpoint) => string.Equals(path, endpoint, StringComparison.OrdinalIgnoreCase);

    private static bool IsProtected(HttpContext context) =>
        context.Request.IsHttps || context.Connection.LocalIpAddress is not { } address || IPAddress.IsLoopback(address);

    /// <summary>Reads a form before OpenIddict does, which takes it for granted that a form can be read.</summary>
    private static async Task<bool> CanReadFormAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBodySize;
        if (context.Request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) is not true) return true;
        try
        {
            await context.Request.ReadFormAsync(context.RequestAborted);
            return true;
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException or NotSupportedException)
        {
            return false; // Too many or too long members, escapes that stand for no text, or a charset that nobody has.
        }
        catch (IOException error) when (error is not BadHttpRequestException and not ConnectionResetException)
        {
            throw new BadHttpRequestException("The body does not follow HTTP.", error); // Nothing but the connection is read here.
        }
    }

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(new { error = "invalid_request", error_description = reason });
    }
}
