using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PartnerApi.Sandbox;

/// <summary>
/// Limits the tokens of a client to <see cref="SandboxPartner.Scopes"/>, as an external authority can. The embedded issuer grants every client all scopes of
/// its audience.
/// </summary>
internal sealed class SandboxScopes : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>Before the issuer's own grant.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseSingletonHandler<SandboxScopes>().SetOrder(-1).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (SandboxPartners.ScopesOf(context.ClientId) is not { } allowed) return ValueTask.CompletedTask;
        var requested = context.Request.GetScopes();
        if (requested.IsEmpty) context.Request.Scope = string.Join(' ', allowed);
        else if (requested.Except(allowed).Any()) context.Reject(Errors.InvalidScope, "The client does not have one of the requested scopes.");
        return ValueTask.CompletedTask;
    }
}
