using System.Net.Sockets;
using System.Text;

namespace PartnerApi.TestHost;

/// <summary>A TCP connection on which a test sends bytes that no client library would send.</summary>
internal sealed class CallerSocket : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private CallerSocket()
    {
    }

    /// <summary>Connects to the gateway.</summary>
    public static async Task<CallerSocket> OpenAsync(RunningGateway gateway)
    {
        var connection = new CallerSocket();
        await connection.socket.ConnectAsync("127.0.0.1", new Uri(gateway.Address).Port, TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Sends text on a new connection, and reads until the server closes the connection.</summary>
    public static async Task<string> QueryAsync(RunningGateway gateway, string text)
    {
        using var connection = await OpenAsync(gateway);
        await connection.SendAsync(text);
        return await connection.ReadToEndAsync();
    }

    /// <summary>Sends text as Latin-1, one byte a character.</summary>
    public async Task SendAsync(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var sent = 0; sent < bytes.Length;)
            sent += await socket.SendAsync(bytes.AsMemory(sent), TestContext.Current.CancellationToken);
    }

    /// <summary>Closes the sending side of the connection.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes the connection with a TCP reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Reads the first line, which is the status line.</summary>
    public async Task<string> ReadLineAsync()
    {
        var text = new StringBuilder();
        while (!text.ToString().Contains('\n', StringComparison.Ordinal) && await ReadAsync(text))
        {
        }
        return text.ToString().Split('\r')[0];
    }

    /// <summary>Reads until the server closes or resets the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        while (await ReadAsync(text))
        {
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private async Task<bool> ReadAsync(StringBuilder text)
    {
        var buffer = new byte[4096];
        try
        {
            var read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            return read > 0;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return false;
        }
    }
}
