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
        var defaults = new DocumentLimits();
        return new DocumentLimits
        {
            BodyBytes = Limit(nameof(BodyBytes), defaults.BodyBytes, 1_000_000),
            Tokens = Limit(nameof(Tokens), defaults.Tokens, 20_000),
            SyntaxDepth = Limit(nameof(SyntaxDepth), defaults.SyntaxDepth, 128),
            SelectionDepth = Limit(nameof(SelectionDepth), defaults.SelectionDepth, 100),
            Selections = Limit(nameof(Selections), defaults.Selections, 2_000),
            Aliases = Limit(nameof(Aliases), defaults.Aliases, 2_000),
            Repeats = Limit(nameof(Repeats), defaults.Repeats, 300),
            Operations = Limit(nameof(Operations), defaults.Operations, 100),
            Fragments = Limit(nameof(Fragments), defaults.Fragments, 100),
            SpreadDepth = Limit(nameof(SpreadDepth), defaults.SpreadDepth, 100),
            Directives = Limit(nameof(Directives), defaults.Directives, 1_000),
            Variables = Limit(nameof(Variables), defaults.Variables, 1_000),
            IntrospectionLists = Limit(nameof(IntrospectionLists), defaults.IntrospectionLists, 5),
            AnswerBytes = Limit(nameof(AnswerBytes), defaults.AnswerBytes, 10_000_000),
            Errors = Limit(nameof(Errors), defaults.Errors, 100),
            PreparedDocuments = Limit(nameof(PreparedDocuments), defaults.PreparedDocuments, 100_000),
        };

        // Excludes limits of 0, and values for which the engine's recursion could crash.
        int Limit(string name, int byDefault, int most) => SettingNumber.Read(section, name, byDefault, 1, most);
    }
}
