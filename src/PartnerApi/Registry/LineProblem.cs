using PartnerApi.Policy;

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

/// <summary>The readable part of a line that cannot be imported.</summary>
/// <param name="Number">The card's number, if it is readable.</param>
/// <param name="State">The card's reported state, if it is readable.</param>
/// <param name="Replaces">The number of the replaced card, if it is readable.</param>
internal readonly record struct CardReport(CardNumber? Number, CardState? State, CardNumber? Replaces);

/// <summary>
/// A line that cannot be taken. What can be read of it still counts where it takes a card out of use: a lost card must not stay valid because its
/// line has a faulty postal code.
/// </summary>
/// <param name="LineNumber">Where it stands in its file, from 1.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Number">The card, when its number can be read.</param>
/// <param name="State">What has been reported about the card, when that can be read.</param>
/// <param name="Replaces">The card that it says is replaced, when that can be read.</param>
internal sealed record BadLine(long LineNumber, LineProblem Problem, CardNumber? Number, CardState? State, CardNumber? Replaces)
{
    private readonly RegistryLine? line;

    /// <summary>A line that is well-formed by itself.</summary>
    public BadLine(RegistryLine line, LineProblem problem)
        : this(line.LineNumber, problem, line.Number, line.State, line.Replaces) => this.line = line;

    /// <summary>The line as it was, without its line break; of an over-long line the beginning. Not set when the line is well-formed by itself.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>The parts of the line, if CRs without LF join several lines into one.</summary>
    public IReadOnlyList<CardReport> Joined { get; init; } = [];

    /// <summary>The line as an export has it, without its line break.</summary>
    public ReadOnlyMemory<byte> Bytes(bool withReplaces) => line is null ? Text : RegistryWriter.Bytes(line, withReplaces);

    /// <summary>A fixed text, so that a person does not end up in a log by accident.</summary>
    public override string ToString() => "[bad line]";
}
