using System.Globalization;
using PartnerApi.Core;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// How large a request may be; section <c>Limits</c> of the configuration. The defaults let every tool's introspection query and a
/// batch of 100 cards through. They hold before the engine validates, because its validation recurses and is quadratic: a chain of
/// 1,100 fragments would end the process.
/// </summary>
[SettingsSection("Limits")]
internal sealed record DocumentLimits
{
    /// <summary>Bytes of a request body, or of a query in an address (of which the server takes 8 kB at most).</summary>
    public int BodyBytes { get; init; } = 16 * 1024;

    /// <summary>Lexical tokens of a document.</summary>
    public int Tokens { get; init; } = 1_000;

    /// <summary>Nesting of a document's syntax tree and of a request's JSON.</summary>
    public int SyntaxDepth { get; init; } = 64;

    /// <summary>Nesting of selections after fragments are expanded.</summary>
    public int SelectionDepth { get; init; } = 15;

    /// <summary>Selections after fragments are expanded.</summary>
    public int Selections { get; init; } = 300;

    /// <summary>Aliases in a document.</summary>
    public int Aliases { get; init; } = 30;

    /// <summary>
    /// Fields of one name beside each other; each is compared with all the others. 160 of them cost half a second.
    /// </summary>
    public int Repeats { get; init; } = 10;

    /// <summary>Operations in a document.</summary>
    public int Operations { get; init; } = 10;

    /// <summary>Fragment definitions in a document.</summary>
    public int Fragments { get; init; } = 10;

    /// <summary>Fragments spread within fragments.</summary>
    public int SpreadDepth { get; init; } = 5;

    /// <summary>Directives in a document.</summary>
    public int Directives { get; init; } = 10;

    /// <summary>Variables of an operation.</summary>
    public int Variables { get; init; } = 20;

    /// <summary>Lists of the introspection schema within one another; more multiplies the answer.</summary>
    public int IntrospectionLists { get; init; } = 3;

    /// <summary>Bytes of an answer.</summary>
    public int AnswerBytes { get; init; } = 256 * 1024;

    /// <summary>Errors told of a request that is not answered.</summary>
    public int Errors { get; init; } = 5;

    /// <summary>Distinct documents kept prepared for each audience.</summary>
    public int PreparedDocuments { get; init; } = 500;

    /// <summary>Reads the limits that are set.</summary>
    /// <exception cref="SettingException">A limit is no whole number, or is out of its range.</exception>
    public static DocumentLimits Read(IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 }) throw new SettingException(section.Path, "it is a section of limits, not a value.");
        foreach (var limit in section.GetChildren())
        {
            if (!int.TryParse(limit.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw new SettingException(limit.Path, "expected a whole number.");
        }

        var limits = section.Get<DocumentLimits>() ?? new DocumentLimits();
        limits.Check();
        return limits;
    }

    // Limits that would answer nothing, or that the engine's recursion does not survive.
    private void Check()
    {
        Require(nameof(BodyBytes), BodyBytes, 1_000_000);
        Require(nameof(Tokens), Tokens, 20_000);
        Require(nameof(SyntaxDepth), SyntaxDepth, 128);
        Require(nameof(SelectionDepth), SelectionDepth, 100);
        Require(nameof(Selections), Selections, 2_000);
        Require(nameof(Aliases), Aliases, 2_000);
        Require(nameof(Repeats), Repeats, 300);
        Require(nameof(Operations), Operations, 100);
        Require(nameof(Fragments), Fragments, 100);
        Require(nameof(SpreadDepth), SpreadDepth, 100);
        Require(nameof(Directives), Directives, 1_000);
        Require(nameof(Variables), Variables, 1_000);
        Require(nameof(IntrospectionLists), IntrospectionLists, 5);
        Require(nameof(AnswerBytes), AnswerBytes, 10_000_000);
        Require(nameof(Errors), Errors, 100);
        Require(nameof(PreparedDocuments), PreparedDocuments, 100_000);
    }

    private static void Require(string name, int value, int most)
    {
        if (value < 1 || value > most) throw new SettingException($"Limits:{name}", $"it is a number from 1 to {most}.");
    }
}
