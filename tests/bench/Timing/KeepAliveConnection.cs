using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PartnerApi.Bench.Timing;

/// <summary>
/// A keep-alive HTTP/1.1 connection with blocking sends and receives, which gives a client the most precise times. Supports only the framing that the
/// gateway uses: a Content-Length, or chunks.
/// </summary>
internal sealed class KeepAliveConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
    private readonly byte[] buffer = new byte[16 * 1024];
    private int length;

    /// <summary>Connects to the server.</summary>
    public KeepAliveConnection(IPEndPoint server) => socket.Connect(server);

    /// <summary>The last response, head and body, unchanged. Valid until the next request.</summary>
    public ReadOnlySpan<byte> Response => buffer.AsSpan(0, length);

    /// <summary>Sends a request and waits for the last byte of the response. Returns the microseconds from the first byte sent to the last received.</summary>
    /// <exception cref="InvalidDataException">The server closed the connection, or the response is longer than 16 KiB.</exception>
    public double Send(ReadOnlySpan<byte> request)
    {
        length = 0;
        var start = Stopwatch.GetTimestamp();
        socket.Send(request);
        do
        {
            var received = length < buffer.Length ? socket.Receive(buffer.AsSpan(length)) : 0;
            if (received == 0) throw new InvalidDataException($"incomplete response: {Encoding.ASCII.GetString(Response)}");
            length += received;
        }
        while (!IsComplete(Response));
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> response)
    {
        var head = response.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var field = response[..head].IndexOf("\r\nContent-Length: "u8);
        if (field < 0) return response.EndsWith("\r\n0\r\n\r\n"u8);
        var digits = response[(field + "\r\nContent-Length: ".Length)..];
        return System.Buffers.Text.Utf8Parser.TryParse(digits, out int body, out _) && response.Length >= head + 4 + body;
    }
}
