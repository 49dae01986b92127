using System.Net.Sockets;
using System.Text;

namespace PartnerApi.Tests.Host;

/// <summary>A connection on which a test writes bytes as no client library would.</summary>
internal sealed class CallerSocket : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private CallerSocket()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<CallerSocket> OpenAsync(RunningGateway gateway)
    {
        var connection = new CallerSocket();
        await connection.socket.ConnectAsync("127.0.0.1", new Uri(gateway.Address).Port, TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Sends text on a connection of its own, and reads all that comes back until the server ends the connection.</summary>
    public static async Task<string> QueryAsync(RunningGateway gateway, string text)
    {
        using var connection = await OpenAsync(gateway);
        await connection.SendAsync(text);
        return await connection.ReadToEndAsync();
    }

    /// <summary>Sends text, a byte for each character.</summary>
    public async Task SendAsync(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var sent = 0; sent < bytes.Length;)
            sent += await socket.SendAsync(bytes.AsMemory(sent), TestContext.Current.CancellationToken);
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with a reset instead of an orderly end.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Reads until the first end of a line: the status line.</summary>
    public async Task<string> ReadLineAsync()
    {
        var text = new StringBuilder();
        while (!text.ToString().Contains('\n', StringComparison.Ordinal) && await ReadAsync(text))
        {
        }
        return text.ToString().Split('\r')[0];
    }

    /// <summary>Reads until the server ends the connection, in whichever way.</summary>
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
