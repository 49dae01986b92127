using System.Buffers;

namespace PartnerApi.GraphQL.Engine;

/// <summary>Bytes in a pooled array. They are cleared when they are disposed.</summary>
/// <param name="size">The maximum number of bytes.</param>
internal sealed class PooledBytes(int size) : IDisposable
{
    private byte[]? bytes = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>The array, which can be larger than requested.</summary>
    public byte[] Array => bytes ?? throw new ObjectDisposedException(nameof(PooledBytes));

    /// <summary>The number of bytes in use.</summary>
    public int Length { get; set; }

    /// <summary>The bytes in use.</summary>
    public ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (bytes is null) return;
        bytes.AsSpan(0, Length).Clear();
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = null;
    }
}
