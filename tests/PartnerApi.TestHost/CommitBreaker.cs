using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace PartnerApi.TestHost;

/// <summary>
/// A proxy between the gateway and its PostgreSQL server. When armed, it forwards the next COMMIT of a transaction that has sent <c>before</c>, drops the
/// server's reply, and closes the connection: the change is committed, and the gateway cannot know it. With <c>instead</c>, it runs that action and does
/// not forward the COMMIT: the change is not committed.
/// </summary>
internal sealed class CommitBreaker : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int serverPort;
    private readonly string before;
    private readonly Action? instead;
    private int armed;

    /// <summary>Listens on a free loopback port and forwards to the server's port.</summary>
    public CommitBreaker(int serverPort, string before, Action? instead = null)
    {
        (this.serverPort, this.before, this.instead) = (serverPort, before, instead);
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The port to connect to in place of the server's.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>True when a commit has been intercepted since <see cref="Arm"/>.</summary>
    public bool IsSpent => Volatile.Read(ref armed) == 0;

    /// <summary>Intercepts the next matching commit.</summary>
    public void Arm() => Volatile.Write(ref armed, 1);

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = HandleAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task HandleAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, serverPort);
                var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var replies = ForwardRepliesAsync(server.GetStream(), client.GetStream(), cut.Task);
                await ForwardRequestsAsync(client.GetStream(), server.GetStream(), cut);
                if (cut.Task.IsCompleted && instead is not null) return;
                if (!cut.Task.IsCompleted) server.Client.Shutdown(SocketShutdown.Send);
                await replies;
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
            {
                // One side has disconnected. Both connections are closed.
            }
        }
    }

    // Returns when the client closes its side, or at the intercepted commit.
    private async Task ForwardRequestsAsync(NetworkStream client, NetworkStream server, TaskCompletionSource cut)
    {
        var buffer = new byte[64 * 1024];
        var (awaited, commit) = (new Statement(before), new Statement("COMMIT\0"));
        var seen = false;
        int read;
        while ((read = await client.ReadAsync(buffer)) > 0)
        {
            var text = Encoding.Latin1.GetString(buffer, 0, read);
            seen = (awaited.IsIn(text) || seen) && !text.Contains("ROLLBACK\0", StringComparison.Ordinal);
            if (commit.IsIn(text))
            {
                if (seen && Interlocked.Exchange(ref armed, 0) == 1)
                {
                    cut.SetResult();
                    instead?.Invoke();
                    if (instead is not null) return;
                }
                seen = false;
            }
            await server.WriteAsync(buffer.AsMemory(0, read));
            if (cut.Task.IsCompleted) return;
        }
    }

    // Waits for the reply to the intercepted commit, so that it takes effect, and does not forward it.
    private static async Task ForwardRepliesAsync(NetworkStream server, NetworkStream client, Task cut)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await server.ReadAsync(buffer)) > 0 && !cut.IsCompleted) await client.WriteAsync(buffer.AsMemory(0, read));
    }

    // A statement is sent as its text, or as the name under which it was prepared before, between the two zeros of a Bind message.
    private sealed class Statement(string sql)
    {
        private readonly Regex preparation = new($"(_p[0-9]+)\0[^\0]*{Regex.Escape(sql)}");
        private string? name;

        public bool IsIn(string text)
        {
            if (preparation.Match(text) is { Success: true } match)
            {
                name = match.Groups[1].Value;
                return false;
            }
            return text.Contains(sql, StringComparison.Ordinal) || (name is not null && text.Contains($"\0{name}\0", StringComparison.Ordinal));
        }
    }
}
