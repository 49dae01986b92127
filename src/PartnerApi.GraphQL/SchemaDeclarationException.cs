namespace PartnerApi.GraphQL;

/// <summary>The schema's declarations are incomplete. The program does not start.</summary>
public sealed class SchemaDeclarationException(IReadOnlyList<string> faults)
    : InvalidOperationException("The schema's declarations are incomplete: " + string.Join("; ", faults) + ".")
{
    /// <summary>The missing declarations, one sentence each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
