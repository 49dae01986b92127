using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// Limits an error to the members of RFC 6749 (section 5.2), without a link to the library's pages. All failed authentications of clients have the same
/// description, so that it does not reveal whether a client exists. The lifetime in a token's response is the full one, not the rest a millisecond later.
/// </summary>
internal sealed class OAuthResponses : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    /// <summary>The description for a failed authentication, whether the client exists or not.</summary>
    public const string UnknownClient = "The client or its credentials are not valid.";

    /// <summary>Before the handlers that write the response.</summary>
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
