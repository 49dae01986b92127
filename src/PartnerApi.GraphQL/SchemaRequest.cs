using System.Collections.Frozen;
using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL;

/// <summary>
/// One admitted request, as the engine sees it. The members of schema classes take the host's derived type as a parameter. Not safe for concurrent use.
/// </summary>
/// <param name="audience">The audience of the caller.</param>
/// <param name="scopes">The token's scopes, limited to those of the audience.</param>
public abstract class SchemaRequest(Audience audience, FrozenSet<string> scopes)
{
    private List<DeferredText>? deferredTexts;
    private Dictionary<string, int>? fields;

    /// <summary>The audience of the caller.</summary>
    public Audience Audience { get; } = audience;

    /// <summary>The token's scopes, limited to those of the audience.</summary>
    public FrozenSet<string> Scopes { get; } = scopes;

    /// <summary>The texts that are computed after the read session has ended.</summary>
    public IReadOnlyList<DeferredText> DeferredTexts => deferredTexts ?? [];

    /// <summary>Adds a text that is computed after the read session has ended.</summary>
    /// <returns>The placeholder that the text replaces.</returns>
    public string Defer(Func<string> make)
    {
        var text = new DeferredText(make);
        (deferredTexts ??= []).Add(text);
        return text.Placeholder;
    }

    /// <summary>The deferred text that replaces a placeholder; null for any other text.</summary>
    internal DeferredText? Deferred(string placeholder)
    {
        if (deferredTexts is null || placeholder.Length != DeferredText.PlaceholderLength) return null;
        return deferredTexts.FindLast(one => ReferenceEquals(one.Placeholder, placeholder));
    }

    /// <summary>Adds one record of cards that were refused before they were looked up. Malformed numbers do not count.</summary>
    /// <param name="operation">The refused field.</param>
    /// <param name="cards">The cards of its arguments.</param>
    /// <param name="refusal">The reason.</param>
    public abstract void AddRefused(string operation, IEnumerable<CardNumberInput> cards, ErrorCode refusal);

    /// <summary>Counts a field that a request may select only a limited number of times.</summary>
    /// <returns>The number so far.</returns>
    internal int CountField(string name)
    {
        fields ??= new Dictionary<string, int>(StringComparer.Ordinal);
        return fields[name] = fields.GetValueOrDefault(name) + 1;
    }
}
