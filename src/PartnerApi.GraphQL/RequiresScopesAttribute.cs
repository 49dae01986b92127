namespace PartnerApi.GraphQL;

/// <summary>
/// The scopes that a field requires: all scopes of one attribute, or all of another (an OR of ANDs, like the directive <c>@requiresScopes</c> of
/// federated GraphQL gateways). On a class, it applies to every field of the type. On a member, it applies in addition to that of the class.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class RequiresScopesAttribute(params string[] allOf) : Attribute
{
    /// <summary>The scopes that the token must all have.</summary>
    public IReadOnlyList<string> AllOf { get; } = allOf;
}

/// <summary>Declares that a field, or every field of a type, requires no scope: every caller with a valid token may select it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Method)]
public sealed class OpenToEveryCallerAttribute : Attribute;
