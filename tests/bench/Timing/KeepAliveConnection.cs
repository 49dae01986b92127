using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PartnerApi.Bench.Timing;

/// <summary>
/// One HTTP/1.1 connection that stays open, with blocking sends and receives: the steadiest clock a client has. Understands what the gateway
/// answers with (a Content-Length, or chunks), no more.
/// </summary>
internal sealed class KeepAliveConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
    private readonly byte[] buffer = new byte[16 * 1024];
    private int length;

    /// <summary>Connects.</summary>
    public KeepAliveConnection(IPEndPoint server) => socket.Connect(server);

    /// <summary>The last answer, head and body, as it came; until the next request.</summary>
    public ReadOnlySpan<byte> Answer => buffer.AsSpan(0, length);

    /// <summary>Sends a request and waits for the last byte of its answer. Returns microseconds from the first byte sent to the last received.</summary>
    /// <exception cref="InvalidDataException">The server closed the connection, or the answer is longer than 16 KiB.</exception>
    public double Ask(ReadOnlySpan<byte> request)
    {
        length = 0;
        var start = Stopwatch.GetTimestamp();
        socket.Send(request);
        do
        {
            var received = length < buffer.Length ? socket.Receive(buffer.AsSpan(length)) : 0;
            if (received == 0) throw new InvalidDataException($"broken off: {Encoding.ASCII.GetString(Answer)}");
            length += received;
        }
        while (!IsWhole(Answer));
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var field = answer[..head].IndexOf("\r\nContent-Length: "u8);
        if (field < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        var digits = answer[(field + "\r\nContent-Length: ".Length)..];
        return System.Buffers.Text.Utf8Parser.TryParse(digits, out int body, out _) && answer.Length >= head + 4 + body;
    }
}
