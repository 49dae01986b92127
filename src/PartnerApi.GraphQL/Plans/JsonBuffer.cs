using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PartnerApi.Http;

namespace PartnerApi.GraphQL.Plans;

/// <summary>
/// The bytes of a response while it is written: UTF-8 JSON in a pooled array, which is cleared when it is returned, because it can contain personal
/// attributes. It can be shortened, so that a field that fails can be replaced with null. Texts and finite numbers are written as
/// <c>Utf8JsonWriter</c> writes them. Not safe for concurrent use.
/// </summary>
internal sealed class JsonBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 1024;

    private static readonly JavaScriptEncoder Encoder = JsonResponse.WriterOptions.Encoder!;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(FirstSize);

    /// <summary>The number of bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(GetSpan(text.Length));
        Length += text.Length;
    }

    /// <summary>Appends one byte.</summary>
    public void Write(byte one)
    {
        GetSpan(1)[0] = one;
        Length++;
    }

    /// <summary>Appends a string.</summary>
    public void WriteString(string text)
    {
        var span = GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length) + 2);
        var length = Encoding.UTF8.GetBytes(text, span[1..]);
        if (Encoder.FindFirstCharacterToEncodeUtf8(span.Slice(1, length)) < 0)
        {
            (span[0], span[length + 1]) = ((byte)'"', (byte)'"');
            Length += length + 2;
            return;
        }
        Write((byte)'"');
        Write(JsonEncodedText.Encode(text, Encoder).EncodedUtf8Bytes);
        Write((byte)'"');
    }

    /// <summary>Appends a number.</summary>
    public void WriteNumber(int number)
    {
        Utf8Formatter.TryFormat(number, GetSpan(16), out var length);
        Length += length;
    }

    /// <summary>Appends a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite: JSON has no such number.</exception>
    public void WriteNumber(double number)
    {
        if (!double.IsFinite(number)) throw new ArgumentOutOfRangeException(nameof(number));
        Utf8Formatter.TryFormat(number, GetSpan(32), out var length);
        Length += length;
    }

    /// <summary>Appends a day as <c>"YYYY-MM-DD"</c>.</summary>
    public void WriteDay(DateOnly day)
    {
        var span = GetSpan(12);
        day.TryFormat(span[1..], out var length, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        (span[0], span[length + 1]) = ((byte)'"', (byte)'"');
        Length += length + 2;
    }

    /// <summary>Removes all bytes from a position.</summary>
    public void Truncate(int length) => Length = length;

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (bytes.Length - Length < Math.Max(sizeHint, 1)) Enlarge(sizeHint);
        return bytes.AsSpan(Length);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (bytes.Length - Length < Math.Max(sizeHint, 1)) Enlarge(sizeHint);
        return bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Return(bytes);
        (bytes, Length) = ([], 0);
    }

    private void Enlarge(int sizeHint)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, Length + sizeHint));
        bytes.AsSpan(0, Length).CopyTo(larger);
        Return(bytes);
        bytes = larger;
    }

    // All of it: bytes behind the length were truncated.
    private static void Return(byte[] used)
    {
        if (used.Length > 0) ArrayPool<byte>.Shared.Return(used, clearArray: true);
    }
}
