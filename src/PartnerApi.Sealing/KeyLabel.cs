using System.Text;

namespace PartnerApi.Sealing;

/// <summary>The three secrets from which every key is derived. Each is in its own file, outside the database.</summary>
public enum Secret
{
    /// <summary>Finds a card and opens its status, which every card request needs.</summary>
    Lookup,

    /// <summary>With a card number, opens the card's facts. Also seals the partners' sector keys.</summary>
    Facts,

    /// <summary>With a card number, or a name and a birth date, opens a holder's record. Not loaded by a process that serves only partners.</summary>
    Record,
}

/// <summary>The purpose of a derived key. Keys of two labels are independent (RFC 5869, section 3.2).</summary>
public sealed class KeyLabel(Secret secret, string text)
{
    private readonly byte[] bytes = Encoding.ASCII.GetBytes(text);

    /// <summary>The secret from which the key is derived.</summary>
    public Secret Secret { get; } = secret;

    /// <summary>The label's text.</summary>
    public string Text { get; } = text;

    /// <summary>The label in ASCII, the form that is hashed.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;
}
