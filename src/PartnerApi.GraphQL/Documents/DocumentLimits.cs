using System.Globalization;
using PartnerApi.Core;

namespace PartnerApi.GraphQL.Documents;

/// <summary>
/// Limits on the size of a request; section <c>Limits</c> of the configuration. The defaults allow the introspection queries of common tools and a
/// batch of 100 cards. They are checked before the engine's validation, which is recursive and quadratic: a chain of
/// 1,100 fragments would crash the process.
/// </summary>
[SettingsSection("Limits")]
public sealed record DocumentLimits
{
    /// <summary>Bytes of a request body, or of a query in an address (the server accepts at most 8 kB of an address).</summary>
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
    /// Sibling fields with the same name. Each is compared with all others; 160 of them take half a second.
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

    /// <summary>Nested lists of the introspection schema; each level multiplies the size of the answer.</summary>
    public int IntrospectionLists { get; init; } = 3;

    /// <summary>Bytes of a response body. A larger one is replaced with an error.</summary>
    public int AnswerBytes { get; init; } = 256 * 1024;

    /// <summary>Errors in the response to a refused request.</summary>
    public int Errors { get; init; } = 5;

    /// <summary>Prepared documents that are cached for each audience.</summary>
    public int PreparedDocuments { get; init; } = 500;

    /// <summary>Reads the limits.</summary>
    /// <exception cref="SettingException">A limit is not a whole number, or is out of its range.</exception>
    public static DocumentLimits Read(IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 }) throw new SettingException(section.Path, "expected a section of limits, not a value.");
        foreach (var limit in section.GetChildren())
        {
            if (!int.TryParse(limit.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw new SettingException(limit.Path, "expected a whole number.");
        }

        var limits = section.Get<DocumentLimits>() ?? new DocumentLimits();
        limits.Check();
        return limits;
    }

    // Excludes limits of 0, and values for which the engine's recursion could crash.
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
        if (value < 1 || value > most) throw new SettingException($"Limits:{name}", $"expected a number from 1 to {most}.");
    }
}
