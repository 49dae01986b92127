namespace PartnerApi.Contract;

/// <summary>
/// The scopes a field needs: all of one attribute's scopes, or all of another's (an or of ands, as the <c>@requiresScopes</c>
/// directive of federated GraphQL gateways has it). On a class it holds for every field of the type; on a member it holds in
/// addition to the class's.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter, AllowMultiple = true)]
internal sealed class RequiresScopesAttribute(params string[] allOf) : Attribute
{
    /// <summary>Scopes that must all be in the token.</summary>
    public IReadOnlyList<string> AllOf { get; } = allOf;
}

/// <summary>Says that a field (or every field of a type) needs no scope: every caller with a valid token may have it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Method)]
internal sealed class OpenToEveryCallerAttribute : Attribute;
