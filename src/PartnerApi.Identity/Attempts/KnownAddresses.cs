namespace PartnerApi.Identity.Attempts;

/// <summary>The latest addresses that signed in with each name. Only existing names have any. Not safe for concurrent use.</summary>
/// <param name="most">The number of addresses remembered for each name.</param>
internal sealed class KnownAddresses(int most)
{
    private readonly Dictionary<string, List<SourceAddress>> ofName = new(StringComparer.Ordinal);

    public void Add(string name, SourceAddress source)
    {
        if (!ofName.TryGetValue(name, out var sources)) ofName[name] = sources = [];
        if (sources.Contains(source)) return;
        if (sources.Count >= most) sources.RemoveAt(0);
        sources.Add(source);
    }

    public bool Contains(string name, SourceAddress source) => ofName.GetValueOrDefault(name)?.Contains(source) is true;
}
