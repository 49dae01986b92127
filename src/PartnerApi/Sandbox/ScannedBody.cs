using PartnerApi.Policy;

namespace PartnerApi.Sandbox;

/// <summary>
/// Passes a body on, and looks for a rehearsal number in it: 16 digits with or without spaces or hyphens, in a variable or in the document. It holds the last
/// 16 digits, never the body.
/// </summary>
internal sealed class ScannedBody(Stream body) : Stream
{
    private const long Window = 10_000_000_000_000_000;

    private static readonly Dictionary<long, Rehearsal> Numbers =
        Rehearsals.Numbers.ToDictionary(pair => long.Parse(pair.Key.Reveal(), System.Globalization.CultureInfo.InvariantCulture), pair => pair.Value);

    private long value;
    private int digits;

    /// <summary>The rehearsal of the first such number; null until one is read.</summary>
    public Rehearsal? Found { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        Scan(buffer.Span[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Scan(ReadOnlySpan<byte> bytes)
    {
        if (Found is not null) return;
        foreach (var one in bytes)
        {
            if (one is >= (byte)'0' and <= (byte)'9')
            {
                (digits, value) = (digits + 1, (value * 10 + (one - '0')) % Window);
                if (digits >= CardNumber.DigitCount && Numbers.TryGetValue(value, out var found))
                {
                    Found = found;
                    return;
                }
            }
            else if (one is not ((byte)' ' or (byte)'-'))
            {
                (digits, value) = (0, 0);
            }
        }
    }
}
