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
/// Floods of HTTP/2 frames (faults 35): they hinder no other caller, cost a bounded amount of work, end their connection where they break a limit, and
/// leave nothing in the log.
/// </summary>
public sealed class Http2Tests : IAsyncLifetime
{
    private const int ProtocolError = 1, EnhanceYourCalm = 11;

    private TlsGateway gateway = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => gateway = await TlsGateway.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public async Task Server_speaks_HTTP_2_and_1_1_over_TLS_and_nothing_else()
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
    public async Task HTTP_2_without_TLS_is_refused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", gateway.PlainPort, Cancel);
        await socket.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray(), Cancel);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        for (var read = await socket.ReceiveAsync(buffer, Cancel); read > 0; read = await socket.ReceiveAsync(buffer, Cancel))
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));

        // A GOAWAY with HTTP_1_1_REQUIRED, of which clients make a message.
        Assert.Equal("\0\0\b\a\0\0\0\0\0\0\0\0\0\0\0\0\r", answer.ToString());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Requests_that_are_reset_at_once_are_bounded_and_end_the_connection()
    {
        await using var flood = await Http2Frames.OpenAsync(gateway);
        for (var (stream, isOpen) = (1, true); isOpen && stream < 20_000; stream += 2)
        {
            flood.Add(Http2Frames.Headers, Http2Frames.EndStream | Http2Frames.EndHeaders, stream, Http2Frames.Request("/health/live", ("hold", "1")));
            flood.Add(Http2Frames.Reset, 0, stream, [0, 0, 0, 8]);
            if (stream % 200 == 1) isOpen = await flood.SendAsync();
        }
        await AssertEndedAsync(flood, EnhanceYourCalm);

        // Twice as many as may be open at a time: those that were reset still work.
        Assert.InRange(gateway.MostHeld, 1, 200);
        await gateway.AssertOthersAnsweredAsync();
        gateway.AssertQuiet();
    }

    // Which of its limits the server finds broken first depends on the machine's speed.
    [Fact]
    public void Flood_that_the_server_calls_critical_is_counted_as_a_caller_s_fault()
    {
        var server = gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Http2Faults.Category);
        var (flood, other) = (new ConnectionAbortedException("flood"), new InvalidOperationException("secret"));
        for (var time = 0; time < 10; time++) server.Log(LogLevel.Critical, new EventId(60, Http2Faults.Flood), "connection", flood, (_, _) => "flood");
        gateway.AssertQuiet();
        Assert.Equal(1, gateway.Log.Text.Split("A caller's fault: flood of HTTP/2 frames").Length - 1);

        server.Log(LogLevel.Critical, new EventId(61, "Else"), "secret", other, (_, _) => "secret");
        Assert.Contains("The server reports Else about an HTTP/2 connection (InvalidOperationException).", gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_open_requests_than_announced_are_refused_one_by_one()
    {
        await using var flood = await Http2Frames.OpenAsync(gateway);
        for (var stream = 1; stream < 400; stream += 2)
            flood.Add(Http2Frames.Headers, Http2Frames.EndStream | Http2Frames.EndHeaders, stream, Http2Frames.Request("/health/live", ("hold", "1")));
        flood.AddPing();
        Assert.True(await flood.SendAsync());
        var frames = await flood.ReadToPingAsync();
        Assert.Equal(100, frames.Count(frame => frame.Type == Http2Frames.Reset));
        Assert.InRange(gateway.MostHeld, 1, 100);
        await gateway.AssertOthersAnsweredAsync();
        gateway.AssertQuiet();
    }

    public static TheoryData<string> Endless => ["large", "empty"];

    // Those with nothing in them never fill a limit of bytes.
    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Headers_that_go_on_in_endless_frames_end_the_connection(string kind)
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

    // One header of 3,000 bytes, put into the table and named again by a byte each time: 60 kB in 3, and 3 MB in 4.
    [Theory]
    [InlineData(20)]
    [InlineData(1_000)]
    public async Task Header_that_is_repeated_by_its_number_is_no_request(int times)
    {
        await using var flood = await Http2Frames.OpenAsync(gateway);
        var literal = Http2Frames.Block(("x", new string('a', 3_000)));
        literal[0] = 0x40;
        flood.Add(Http2Frames.Headers, Http2Frames.EndStream | Http2Frames.EndHeaders, 1,
            [.. Http2Frames.Request("/health/live", ("hold", "1")), .. literal, .. Enumerable.Repeat((byte)0xBE, times)]);
        await flood.SendAsync();
        var frame = await flood.ReadAsync();
        while (frame is { Type: not (Http2Frames.GoAway or Http2Frames.Headers) }) frame = await flood.ReadAsync();

        // Status 431, in HPACK, or the end of the connection.
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
    public async Task Flood_of_frames_that_ask_for_nothing_hinders_nobody(byte type)
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

        // The settings at the beginning and the ping at the end are answered too.
        var acknowledged = frames.Count(frame => frame.Type == type && frame.Flags == Http2Frames.Ack);
        if (frames.Exists(Http2Frames.IsOurPing)) Assert.Equal(type is Http2Frames.Ping or Http2Frames.Settings ? Frames + 1 : 0, acknowledged);
        else Assert.Contains(frames, frame => frame.Type == Http2Frames.GoAway);
        await gateway.AssertOthersAnsweredAsync();
        gateway.AssertQuiet();
    }

    // If the server closes while more is coming, the caller may learn no reason.
    private static async Task AssertEndedAsync(Http2Frames flood, params int[] codes)
    {
        flood.AddPing();
        await flood.SendAsync();
        var frames = await flood.ReadToPingAsync();
        Assert.DoesNotContain(frames, Http2Frames.IsOurPing);
        foreach (var last in frames.Where(frame => frame.Type == Http2Frames.GoAway))
            Assert.Contains(BinaryPrimitives.ReadInt32BigEndian(last.Payload.AsSpan(4)), codes);
    }
}
