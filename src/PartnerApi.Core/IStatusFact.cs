namespace PartnerApi.Core;

/// <summary>A fact on the public status page. It reveals nothing about one partner's traffic, and at most one caller reads it at a time, every ten seconds.</summary>
public interface IStatusFact
{
    /// <summary>The name in JSON, in camel case.</summary>
    string Name { get; }

    /// <summary>The name on the page, in a few words.</summary>
    string Label { get; }

    /// <summary>Reads the value, such as a date; null before the first one. If it throws, the page shows that the value is unavailable.</summary>
    ValueTask<string?> ReadAsync();
}
