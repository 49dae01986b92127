using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace PartnerApi.TestHost;

/// <summary>
/// A proxy between the gateway and its PostgreSQL server. When armed, it forwards the next COMMIT of a connection that has sent <c>before</c>, drops the
/// server's reply, and closes the connection: the change is committed, and the gateway cannot know it. With <c>instead</c>, it runs that action and does
/// not forward the COMMIT: the change is not committed.
/// </summary>
internal sealed partial class CommitBreaker : IDisposable
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
        var seen = false;
        var prepared = "";
        int read;
        while ((read = await client.ReadAsync(buffer)) > 0)
        {
            var text = Encoding.Latin1.GetString(buffer, 0, read);
            seen |= text.Contains(before, StringComparison.Ordinal);
            if (PreparedCommit().Match(text) is { Success: true } match) prepared = match.Groups[1].Value;
            if (seen && IsCommit(text, prepared) && Interlocked.Exchange(ref armed, 0) == 1)
            {
                cut.SetResult();
                instead?.Invoke();
                if (instead is not null) return;
            }
            await server.WriteAsync(buffer.AsMemory(0, read));
            if (cut.Task.IsCompleted) return;
        }
    }

    // A COMMIT is sent as text, or as the name under which it was prepared before, between the two zeros of a Bind message.
    private static bool IsCommit(string text, string prepared) => prepared.Length > 0
        ? text.Contains($"\0{prepared}\0", StringComparison.Ordinal)
        : text.Contains("COMMIT\0", StringComparison.Ordinal);

    // The Parse message of a prepared statement: its name and its text.
    [GeneratedRegex("(_p[0-9]+)\0COMMIT\0")]
    private static partial Regex PreparedCommit();

    // Waits for the reply to the intercepted commit, so that it takes effect, and does not forward it.
    private static async Task ForwardRepliesAsync(NetworkStream server, NetworkStream client, Task cut)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await server.ReadAsync(buffer)) > 0 && !cut.IsCompleted) await client.WriteAsync(buffer.AsMemory(0, read));
    }
}
