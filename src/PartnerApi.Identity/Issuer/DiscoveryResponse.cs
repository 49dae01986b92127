using System.Text.Json.Nodes;
using OpenIddict.Server;
using PartnerApi.Identity.Credentials;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// Removes the members of the discovery document that do not apply (the issuer has no ID tokens, so no claims, subject types, or algorithms for them), and
/// the list of scopes, because each client has its own.
/// </summary>
internal sealed class DiscoveryResponse : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    /// <summary>After the handlers that fill the document.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleConfigurationRequestContext>()
            .UseSingletonHandler<DiscoveryResponse>().SetOrder(int.MaxValue - 1_000).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <inheritdoc/>
    public ValueTask HandleAsync(HandleConfigurationRequestContext context)
    {
        context.Scopes.Clear();
        context.PromptValues.Clear();
        context.Claims.Clear();
        context.SubjectTypes.Clear();
        context.IdTokenSigningAlgorithms.Clear();
        context.Metadata["token_endpoint_auth_signing_alg_values_supported"] =
            new JsonArray([.. ClientKeys.Algorithms.Select(name => JsonValue.Create(name))]);
        return ValueTask.CompletedTask;
    }
}
