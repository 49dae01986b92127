using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PartnerApi.Tests.Storage;

/// <summary>
/// A network between a program of ours and its PostgreSQL server. Once it is armed, it passes the next COMMIT of a connection that has said
/// <c>before</c> on, keeps the server's answer to itself and cuts the connection: the change is made, and the program cannot know. Or it runs what it was
/// given instead of passing the COMMIT on: the change is not made.
/// </summary>
internal sealed class CommitBreaker : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int serverPort;
    private readonly string before;
    private readonly Action? instead;
    private int armed;

    /// <summary>Listens in front of a server on loopback.</summary>
    public CommitBreaker(int serverPort, string before, Action? instead = null)
    {
        (this.serverPort, this.before, this.instead) = (serverPort, before, instead);
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where the program connects to.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whether a commit was broken since <see cref="Arm"/>.</summary>
    public bool IsSpent => Volatile.Read(ref armed) == 0;

    /// <summary>Breaks the next such commit.</summary>
    public void Arm() => Volatile.Write(ref armed, 1);

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, serverPort);
                var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var answers = AnswerAsync(server.GetStream(), client.GetStream(), cut.Task);
                await QueryAsync(client.GetStream(), server.GetStream(), cut);
                if (cut.Task.IsCompleted && instead is not null) return;
                if (!cut.Task.IsCompleted) server.Client.Shutdown(SocketShutdown.Send);
                await answers;
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
            {
                // One side has gone, and the other goes with it.
            }
        }
    }

    // Returns when the program has closed its side, or with the commit that is broken.
    private async Task QueryAsync(NetworkStream client, NetworkStream server, TaskCompletionSource cut)
    {
        var buffer = new byte[64 * 1024];
        var said = false;
        int read;
        while ((read = await client.ReadAsync(buffer)) > 0)
        {
            var text = Encoding.Latin1.GetString(buffer, 0, read);
            said |= text.Contains(before, StringComparison.Ordinal);
            if (said && text.Contains("COMMIT\0", StringComparison.Ordinal) && Interlocked.Exchange(ref armed, 0) == 1)
            {
                cut.SetResult();
                instead?.Invoke();
                if (instead is not null) return;
            }
            await server.WriteAsync(buffer.AsMemory(0, read));
            if (cut.Task.IsCompleted) return;
        }
    }

    // The answer to a commit that is broken is waited for, so that the change is made, and passed on to nobody.
    private static async Task AnswerAsync(NetworkStream server, NetworkStream client, Task cut)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await server.ReadAsync(buffer)) > 0 && !cut.IsCompleted) await client.WriteAsync(buffer.AsMemory(0, read));
    }
}
