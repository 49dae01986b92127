using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PartnerApi.Tokens.Issuer;

/// <summary>
/// Leaves of an error what RFC 6749 (section 5.2) asks for: no link to the library's pages, and one sentence for every way in which a client
/// fails to prove who it is, so that nobody learns whether a client exists.
/// </summary>
internal sealed class PlainErrors : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    /// <summary>Before the response is written.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
            .UseSingletonHandler<PlainErrors>().SetOrder(int.MinValue).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        context.Response.ErrorUri = null;
        if (context.Response.Error == Errors.InvalidClient) context.Response.ErrorDescription = "The client is not known by these credentials.";
        return ValueTask.CompletedTask;
    }
}
