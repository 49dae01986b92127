namespace PartnerApi.Contract;

/// <summary>The schema's declarations leave something undecided; the program does not start.</summary>
internal sealed class SchemaDeclarationException(IReadOnlyList<string> faults)
    : InvalidOperationException("The schema is not closed: " + string.Join("; ", faults) + ".")
{
    /// <summary>What is missing, a sentence each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
