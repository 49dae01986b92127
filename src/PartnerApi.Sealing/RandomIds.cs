using System.Runtime.InteropServices;

namespace PartnerApi.Sealing;

/// <summary>Random 128-bit identifiers. They are public and reveal neither order nor number.</summary>
public static class RandomIds
{
    /// <summary>A new unique identifier.</summary>
    public static UInt128 Next()
    {
        UInt128 id = default;
        NonceSource.Next(MemoryMarshal.AsBytes(new Span<UInt128>(ref id)));
        return id;
    }
}
