using System.Text.Json.Nodes;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PartnerApi.Identity.Issuer;

/// <summary>
/// Leaves out of the discovery document what the issuer does not do (it issues no ID tokens: no claims, subject types or algorithms of theirs), and
/// the list of scopes: a client knows its own.
/// </summary>
internal sealed class DiscoveryResponse : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    /// <summary>Behind the handlers that fill the document.</summary>
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
            new JsonArray([.. ClientAssertionTypes.Algorithms.Select(name => JsonValue.Create(name))]);
        return ValueTask.CompletedTask;
    }
}
