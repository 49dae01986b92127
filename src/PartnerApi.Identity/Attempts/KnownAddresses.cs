namespace PartnerApi.Identity.Attempts;

/// <summary>The addresses that signed in to each name, the latest ones. Only names that exist have any. Not safe for use by several threads at once.</summary>
/// <param name="most">How many are remembered of one name.</param>
internal sealed class KnownAddresses(int most)
{
    private readonly Dictionary<string, List<SourceAddress>> ofName = new(StringComparer.Ordinal);

    /// <summary>Remembers that an address signed in to a name.</summary>
    public void Add(string name, SourceAddress source)
    {
        if (!ofName.TryGetValue(name, out var sources)) ofName[name] = sources = [];
        if (sources.Contains(source)) return;
        if (sources.Count >= most) sources.RemoveAt(0);
        sources.Add(source);
    }

    /// <summary>Whether an address is remembered.</summary>
    public bool Contains(string name, SourceAddress source) => ofName.GetValueOrDefault(name)?.Contains(source) is true;
}
