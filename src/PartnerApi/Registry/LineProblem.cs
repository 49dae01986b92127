using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>A problem in a line of a registry export. Never holds content of the line.</summary>
/// <param name="Column">The column's position in <see cref="RegistryColumn.All"/>; null if the problem concerns the whole line.</param>
/// <param name="Reason">A short phrase that follows a colon.</param>
internal sealed record LineProblem(int? Column, string Reason)
{
    /// <summary>For example <c>column 4 (expires_on): not a date (YYYY-MM-DD)</c>.</summary>
    public override string ToString() =>
        Column is { } column ? $"column {column + 1} ({RegistryColumn.All[column].Name}): {Reason}" : Reason;

    /// <summary>For example <c>line 17, column 4 (expires_on): not a date (YYYY-MM-DD)</c>.</summary>
    public string At(long line) => Column is null ? $"line {line}: {Reason}" : $"line {line}, {this}";
}

/// <summary>The readable part of a line that cannot be imported.</summary>
/// <param name="Number">The card's number, if it is readable.</param>
/// <param name="State">The card's reported state, if it is readable.</param>
/// <param name="Replaces">The number of the replaced card, if it is readable.</param>
internal readonly record struct CardReport(CardNumber? Number, CardState? State, CardNumber? Replaces);

/// <summary>
/// A line that cannot be imported. Its readable part can still withdraw a card: a lost card must not stay valid because its line has a faulty postal
/// code.
/// </summary>
/// <param name="LineNumber">The line's number in the file, from 1.</param>
/// <param name="Problem">The first problem found.</param>
/// <param name="Number">The card's number, if it is readable.</param>
/// <param name="State">The card's reported state, if it is readable.</param>
/// <param name="Replaces">The number of the replaced card, if it is readable.</param>
internal sealed record BadLine(long LineNumber, LineProblem Problem, CardNumber? Number, CardState? State, CardNumber? Replaces)
{
    private readonly RegistryLine? line;

    /// <summary>A line that is well-formed by itself.</summary>
    public BadLine(RegistryLine line, LineProblem problem)
        : this(line.LineNumber, problem, line.Number, line.State, line.Replaces) => this.line = line;

    /// <summary>The original line, without its line break and cut if it is too long. Not set if the line is well-formed by itself.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>The parts of the line, if CRs without LF join several lines into one.</summary>
    public IReadOnlyList<CardReport> Joined { get; init; } = [];

    /// <summary>The line in the export format, without its line break.</summary>
    public ReadOnlyMemory<byte> Bytes(bool withReplaces) => line is null ? Text : RegistryWriter.Bytes(line, withReplaces);

    /// <summary>A fixed text, so that personal data cannot reach a log by accident.</summary>
    public override string ToString() => "[bad line]";
}
