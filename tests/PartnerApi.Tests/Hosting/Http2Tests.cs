using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PartnerApi.Hosting;

namespace PartnerApi.Tests.Hosting;

/// <summary>
/// Floods of HTTP/2 frames (faults 35) block no other caller, cost bounded work, close their connection when they exceed a limit, and log no
/// warning.
/// </summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed class Http2Tests : IAsyncLifetime
{
    private const int ProtocolError = 1, InternalError = 2, EnhanceYourCalm = 11;

    private TlsGateway gateway = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => gateway = await TlsGateway.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public async Task Server_supports_only_HTTP_2_and_1_1_over_TLS()
    {
        foreach (var protocol in (SslApplicationProtocol[])[SslApplicationProtocol.Http2, SslApplicationProtocol.Http11])
        {
            await using var stream = await gateway.ConnectAsync(new SslApplicationProtocol("h2c"), protocol);
            Assert.Equal(protocol, stream.NegotiatedApplicationProtocol);
        }
        await Assert.ThrowsAsync<AuthenticationException>(() => gateway.ConnectAsync(SslApplicationProtocol.Http3, new SslApplicationProtocol("h2c")));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task HTTP_2_without_TLS_is_rejected()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", gateway.PlainPort, Cancel);
        await socket.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray(), Cancel);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        for (var read = await socket.ReceiveAsync(buffer, Cancel); read > 0; read = await socket.ReceiveAsync(buffer, Cancel))
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));

        // GOAWAY with HTTP_1_1_REQUIRED, which clients show as an error message.
        Assert.Equal("\0\0\b\a\0\0\0\0\0\0\0\0\0\0\0\0\r", answer.ToString());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Rapid_resets_are_bounded_and_close_the_connection()
    {
        await using var flood = await Http2Frames.OpenAsync(gateway);
        for (var (stream, isOpen) = (1, true); isOpen && stream < 20_000; stream += 2)
        {
            flood.Add(Http2Frames.Headers, Http2Frames.EndStream | Http2Frames.EndHeaders, stream, Http2Frames.Request("/health/live", ("hold", "1")));
            flood.Add(Http2Frames.Reset, 0, stream, [0, 0, 0, 8]);
            if (stream % 200 == 1) isOpen = await flood.SendAsync();
        }
        await AssertEndedAsync(flood, EnhanceYourCalm);

        // Twice the limit of open streams: the handlers of reset streams are still running. On a busy machine, the connection ends before any of them runs.
        Assert.InRange(gateway.MostHeld, 0, 200);
        await gateway.AssertOthersAnsweredAsync();
        gateway.AssertQuiet();
    }

    // Which limit a flood exceeds first depends on the machine's speed, so this test writes the server's log entry itself.
    [Fact]
    public void Flood_that_the_server_logs_as_critical_is_counted_as_a_client_fault()
    {
        var server = gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Http2Faults.Category);
        var (flood, other) = (new ConnectionAbortedException("flood"), new InvalidOperationException("secret"));
        for (var time = 0; time < 10; time++) server.Log(LogLevel.Critical, new EventId(60, Http2Faults.Flood), "connection", flood, (_, _) => "flood");
        gateway.AssertQuiet();
        Assert.Equal(1, gateway.Log.Text.Split("Client fault: flood of HTTP/2 frames").Length - 1);

        server.Log(LogLevel.Critical, new EventId(61, "Else"), "secret", other, (_, _) => "secret");
        Assert.Contains("The server reported Else on an HTTP/2 connection (InvalidOperationException).", gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_beyond_the_announced_limit_are_reset()
    {
        await using var flood = await Http2Frames.OpenAsync(gateway);
        for (var stream = 1; stream < 400; stream += 2)
            flood.Add(Http2Frames.Headers, Http2Frames.EndStream | Http2Frames.EndHeaders, stream, Http2Frames.Request("/health/live", ("hold", "1")));
        flood.AddPing();
        Assert.True(await flood.SendAsync());
        var frames = await flood.ReadToPingAsync();
        Assert.Equal(100, frames.Count(frame => frame.Type == Http2Frames.Reset));
        await gateway.FirstHeld.WaitAsync(Cancel);
        Assert.InRange(gateway.MostHeld, 1, 100);
        await gateway.AssertOthersAnsweredAsync();
        gateway.AssertQuiet();
    }

    public static TheoryData<string> Endless => ["large", "empty"];

    // Empty frames never reach a limit in bytes.
    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Endless_header_frames_close_the_connection(string kind)
    {
        var piece = kind == "large" ? Http2Frames.Block(("x", new string('a', 4_000))) : [];
        await using var flood = await Http2Frames.OpenAsync(gateway);
        flood.Add(Http2Frames.Headers, 0, 1, Http2Frames.Request("/health/live", ("hold", "1")));
        for (var (frame, isOpen) = (0, true); isOpen && frame < 20_000; frame++)
        {
            flood.Add(Http2Frames.Continuation, 0, 1, piece);
            if (frame % 10 == 9) isOpen = await flood.SendAsync();
        }
        await AssertEndedAsync(flood, ProtocolError, EnhanceYourCalm);
        Assert.Equal(0, gateway.MostHeld);
        await gateway.AssertOthersAnsweredAsync();
        gateway.AssertQuiet();
    }

    // One indexed header of 3,000 bytes, repeated by a one-byte reference: 3 kB on the wire become 60 kB, and 4 kB become 3 MB.
    [Theory]
    [InlineData(20)]
    [InlineData(1_000)]
    public async Task Header_repeated_by_reference_is_rejected(int times)
    {
        await using var flood = await Http2Frames.OpenAsync(gateway);
        var literal = Http2Frames.Block(("x", new string('a', 3_000)));
        literal[0] = 0x40;
        flood.Add(Http2Frames.Headers, Http2Frames.EndStream | Http2Frames.EndHeaders, 1,
            [.. Http2Frames.Request("/health/live", ("hold", "1")), .. literal, .. Enumerable.Repeat((byte)0xBE, times)]);
        await flood.SendAsync();
        var frame = await flood.ReadAsync();
        while (frame is { Type: not (Http2Frames.GoAway or Http2Frames.Headers) }) frame = await flood.ReadAsync();

        // Either status 431, in HPACK, or a closed connection.
        if (frame is { Type: Http2Frames.Headers }) Assert.Contains("431", Encoding.Latin1.GetString(frame.Payload), StringComparison.Ordinal);
        else Assert.True(times > 20);
        Assert.Equal(0, gateway.MostHeld);
        await gateway.AssertOthersAnsweredAsync();
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(Http2Frames.Ping)]
    [InlineData(Http2Frames.Settings)]
    [InlineData(Http2Frames.Reset)]
    [InlineData(Http2Frames.WindowUpdate)]
    public async Task Flood_of_control_frames_blocks_no_other_caller(byte type)
    {
        const int Frames = 50_000;
        await using var flood = await Http2Frames.OpenAsync(gateway);
        flood.Add(Http2Frames.Headers, Http2Frames.EndHeaders | Http2Frames.EndStream, 1, Http2Frames.Request("/health/live"));
        var reading = flood.ReadToPingAsync();
        for (var (frame, isOpen) = (0, true); isOpen && frame < Frames; frame++)
        {
            flood.Add(type, 0, type is Http2Frames.Reset ? 1 : 0, type switch
            {
                Http2Frames.Settings => [],
                Http2Frames.Ping => new byte[8],
                _ => [0, 0, 0, 1],
            });
            if (frame % 1_000 == 999)
            {
                isOpen = await flood.SendAsync();
                if (frame == Frames / 2 - 1) await gateway.AssertOthersAnsweredAsync();
            }
        }
        flood.AddPing();
        await flood.SendAsync();
        var frames = await reading;

        // The initial SETTINGS and the final PING are acknowledged too.
        var acknowledged = frames.Count(frame => frame.Type == type && frame.Flags == Http2Frames.Ack);
        if (frames.Exists(Http2Frames.IsOurPing)) Assert.Equal(type is Http2Frames.Ping or Http2Frames.Settings ? Frames + 1 : 0, acknowledged);
        else Assert.Contains(frames, frame => frame.Type == Http2Frames.GoAway);
        await gateway.AssertOthersAnsweredAsync();
        gateway.AssertQuiet();
    }

    // If the server closes while frames are still arriving, the client may receive no GOAWAY.
    private async Task AssertEndedAsync(Http2Frames flood, params int[] codes)
    {
        flood.AddPing();
        await flood.SendAsync();
        var frames = await flood.ReadToPingAsync();
        Assert.DoesNotContain(frames, Http2Frames.IsOurPing);

        // The server ends a connection with this code if resets arrive faster than it can remove their streams. The gateway counts that.
        if (gateway.Log.Text.Contains("Client fault: flood of HTTP/2 frames", StringComparison.Ordinal)) codes = [.. codes, InternalError];
        foreach (var last in frames.Where(frame => frame.Type == Http2Frames.GoAway))
            Assert.Contains(BinaryPrimitives.ReadInt32BigEndian(last.Payload.AsSpan(4)), codes);
    }
}
