namespace PartnerApi.Registry;

/// <summary>What is wrong with a line of a registry export. Never holds anything that the line contains.</summary>
/// <param name="Column">The column's position in <see cref="RegistryColumn.All"/>; null when it is the line as a whole.</param>
/// <param name="Reason">In a few words, to stand after a colon.</param>
internal sealed record LineProblem(int? Column, string Reason)
{
    /// <summary>For example <c>column 4 (expires_on): not a date (YYYY-MM-DD)</c>.</summary>
    public override string ToString() =>
        Column is { } column ? $"column {column + 1} ({RegistryColumn.All[column].Name}): {Reason}" : Reason;

    /// <summary>For example <c>line 17, column 4 (expires_on): not a date (YYYY-MM-DD)</c>.</summary>
    public string At(long line) => Column is null ? $"line {line}: {Reason}" : $"line {line}, {this}";
}
