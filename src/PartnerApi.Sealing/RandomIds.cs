using System.Runtime.InteropServices;

namespace PartnerApi.Sealing;

/// <summary>Random 128-bit identifiers. They are public and say nothing: not who came first, not how many there are.</summary>
public static class RandomIds
{
    /// <summary>An identifier that is never given twice.</summary>
    public static UInt128 Next()
    {
        UInt128 id = default;
        NonceSource.Next(MemoryMarshal.AsBytes(new Span<UInt128>(ref id)));
        return id;
    }
}
