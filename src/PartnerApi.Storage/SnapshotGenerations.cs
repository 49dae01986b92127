using System.Text;

namespace PartnerApi.Storage;

/// <summary>The generations of one snapshot.</summary>
public sealed class SnapshotGenerations
{
    /// <summary>The statement that reads them: name, value.</summary>
    internal const string Sql = $"SELECT \"Name\", \"Value\" FROM \"{GenerationConfiguration.Table}\"";

    private readonly List<(string Name, long Value)> values;

    /// <summary>Creates an empty list.</summary>
    internal SnapshotGenerations() => values = [];

    private SnapshotGenerations(IEnumerable<(string Name, long Value)> values) => this.values = [.. values];

    /// <summary>A generation: a constant of <see cref="Generation"/>, or of the feature that counts.</summary>
    public long Of(string name)
    {
        foreach (var generation in values)
        {
            if (generation.Name == name) return generation.Value;
        }
        throw new ArgumentException($"There is no generation {name}.", nameof(name));
    }

    /// <summary>Whether there is a generation of this name.</summary>
    public bool Has(string name) => values.Exists(generation => generation.Name == name);

    /// <summary>Whether another snapshot has the same generations, so that tables with generations have the same visible rows in both.</summary>
    public bool AreThoseOf(SnapshotGenerations other) => values.Count == other.values.Count && values.TrueForAll(other.values.Contains);

    /// <summary>A copy, which the connection's next transaction does not change.</summary>
    internal SnapshotGenerations Copy() => new(values);

    /// <summary>Adds a generation.</summary>
    internal void Add(string name, long value) => values.Add((name, value));

    /// <summary>Replaces the generation at an index. The names are mostly the same in every snapshot, so only a new name allocates a string.</summary>
    internal void Set(int index, ReadOnlySpan<byte> name, long value)
    {
        if (index == values.Count) Add(Encoding.UTF8.GetString(name), value);
        else values[index] = (Ascii.Equals(name, values[index].Name) ? values[index].Name : Encoding.UTF8.GetString(name), value);
    }

    /// <summary>Removes all generations from an index on.</summary>
    internal void End(int count) => values.RemoveRange(count, values.Count - count);
}
