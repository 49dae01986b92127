using System.Net;
using System.Net.Sockets;

namespace PartnerApi.TestHost;

/// <summary>
/// Gives each port once. The ports are below the range from which the system takes the local ports of connections, so that neither another test nor a
/// connection takes one before its server binds it.
/// </summary>
internal static class FreePorts
{
    private const int First = 12_000;
    private const int Last = 30_000;

    private static int next = First + (Environment.ProcessId * 97 % (Last - First));

    /// <summary>A port of the loopback address that nothing listens on.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref next) % (Last - First));
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another process listens on it: try the next one.
            }
        }
    }
}
