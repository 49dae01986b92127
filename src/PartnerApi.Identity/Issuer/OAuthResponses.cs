using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// Leaves of an error what RFC 6749 (section 5.2) asks for: no link to the library's pages, and one sentence for every way in which a client
/// fails to prove who it is, so that nobody learns whether a client exists. Says of a token its whole life, not what is left a millisecond later.
/// </summary>
internal sealed class OAuthResponses : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    /// <summary>The one sentence for a client that cannot prove itself, whether it exists or not.</summary>
    public const string UnknownClient = "The client is not known by these credentials.";

    /// <summary>Before the response is written.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
            .UseSingletonHandler<OAuthResponses>().SetOrder(int.MinValue).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        context.Response.ErrorUri = null;
        if (context.Response.AccessToken is not null) context.Response.ExpiresIn = (long)TokenSettings.MaxLifetime.TotalSeconds;
        if (context.Response.Error == Errors.InvalidClient) context.Response.ErrorDescription = UnknownClient;
        return ValueTask.CompletedTask;
    }
}
