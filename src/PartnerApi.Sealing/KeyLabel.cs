using System.Text;

namespace PartnerApi.Sealing;

/// <summary>The three secrets from which every key is derived. Each stands in a file of its own, outside the database.</summary>
public enum Secret
{
    /// <summary>Finds a card and opens its status: what every question needs.</summary>
    Lookup,

    /// <summary>Together with a card number, opens the facts; also seals the partners' sector keys.</summary>
    Facts,

    /// <summary>Together with a card number, or a name and a birth date, opens a holder's record. Absent in a process for partners only.</summary>
    Record,
}

/// <summary>What a derived key is for. Two labels never yield related keys (RFC 5869, section 3.2).</summary>
public sealed class KeyLabel(Secret secret, string text)
{
    private readonly byte[] bytes = Encoding.ASCII.GetBytes(text);

    /// <summary>What the key is derived from.</summary>
    public Secret Secret { get; } = secret;

    /// <summary>The label.</summary>
    public string Text { get; } = text;

    /// <summary>The label as it is hashed, in ASCII.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;
}
