using System.Buffers.Binary;
using System.Net.Security;
using System.Text;

namespace PartnerApi.Tests.Hosting;

/// <summary>Handwritten HTTP/2 frames (RFC 9113) on a TLS connection, which no client library would send.</summary>
internal sealed class Http2Frames(SslStream stream) : IAsyncDisposable
{
    public const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;
    public const byte EndStream = 1, Ack = 1, EndHeaders = 4;

    private const int HeaderLength = 9;

    private static readonly byte[] OurPing = "all read"u8.ToArray();

    private readonly MemoryStream pending = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Connects and sends the client preface.</summary>
    public static async Task<Http2Frames> OpenAsync(TlsGateway gateway)
    {
        var frames = new Http2Frames(await gateway.ConnectAsync(SslApplicationProtocol.Http2));
        frames.pending.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        frames.Add(Settings, 0, 0, []);
        await frames.SendAsync();
        return frames;
    }

    /// <summary>A header block (RFC 7541): literals without Huffman coding or indexing.</summary>
    public static byte[] Block(params (string Name, string Value)[] headers)
    {
        using var block = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            block.WriteByte(0);
            foreach (var text in (string[])[name, value])
            {
                var length = text.Length;
                if (length < 127)
                {
                    block.WriteByte((byte)length);
                }
                else
                {
                    block.WriteByte(127);
                    for (length -= 127; length >= 128; length /= 128) block.WriteByte((byte)(length % 128 + 128));
                    block.WriteByte((byte)length);
                }
                block.Write(Encoding.ASCII.GetBytes(text));
            }
        }
        return block.ToArray();
    }

    /// <summary>The header block of a GET request, followed by more headers.</summary>
    public static byte[] Request(string path, params (string Name, string Value)[] more) =>
        Block([(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", path), .. more]);

    /// <summary>Adds a frame to the send buffer.</summary>
    public void Add(byte type, byte flags, int streamId, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, payload.Length << 8);
        header[3] = type;
        header[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(header[5..], streamId);
        pending.Write(header);
        pending.Write(payload);
    }

    /// <summary>Sends the buffer. Returns false if the server has closed the connection.</summary>
    public async Task<bool> SendAsync()
    {
        var bytes = pending.ToArray();
        pending.SetLength(0);
        try
        {
            await stream.WriteAsync(bytes, Cancel);
            await stream.FlushAsync(Cancel);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The next frame; null when the server has closed the connection.</summary>
    public async Task<Frame?> ReadAsync()
    {
        var header = new byte[HeaderLength];
        if (!await FillAsync(header)) return null;
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8 & 0xFFFFFF];
        return await FillAsync(payload) ? new Frame(header[3], header[4], payload) : null;
    }

    /// <summary>Adds a recognizable ping. When its reply arrives, the server has read all frames before it.</summary>
    public void AddPing() => Add(Ping, 0, 0, OurPing);

    /// <summary>Reads all frames until the reply to that ping, or until the server closes the connection.</summary>
    public async Task<List<Frame>> ReadToPingAsync()
    {
        var frames = new List<Frame>();
        while (await ReadAsync() is { } frame)
        {
            frames.Add(frame);
            if (IsOurPing(frame)) break;
        }
        return frames;
    }

    /// <summary>True for the reply to that ping.</summary>
    public static bool IsOurPing(Frame frame) => frame.Type == Ping && frame.Flags == Ack && frame.Payload.AsSpan().SequenceEqual(OurPing);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await pending.DisposeAsync();
    }

    private async Task<bool> FillAsync(Memory<byte> buffer)
    {
        try
        {
            return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, Cancel) == buffer.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

/// <summary>A frame that the server sent.</summary>
internal sealed record Frame(byte Type, byte Flags, byte[] Payload);
