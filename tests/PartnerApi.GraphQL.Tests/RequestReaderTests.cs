using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.GraphQL.Documents;
using PartnerApi.GraphQL.Http;
using PartnerApi.Http;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Bodies contain card numbers, so buffers are cleared before they return to the shared pool.</summary>
public sealed class RequestReaderTests
{
    private const string Body = """{"query":"{ viewer { client } }","variables":{"number":"0000 0000 0000 0195"}}""";

    [Theory]
    [InlineData(Body)]
    [InlineData(Body + "no JSON")]
    public async Task Buffer_of_a_body_is_returned_cleared(string body)
    {
        var limits = new DocumentLimits();
        var http = new DefaultHttpContext { Request = { ContentType = "application/json", Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } };

        // The pool returns to a thread the buffer that the thread returned last.
        var mark = ArrayPool<byte>.Shared.Rent(limits.BodyBytes + 1);
        ArrayPool<byte>.Shared.Return(mark, clearArray: true);
        var reading = new RequestReader(limits, new ClientFaults(TimeProvider.System, NullLogger<ClientFaults>.Instance)).ReadBodyAsync(http.Request, TestContext.Current.CancellationToken);
        Assert.True(reading.IsCompleted);
        var (message, error) = await reading;
        Assert.NotEqual(message is null, error is null);
        message?.Dispose();
        Assert.Same(mark, ArrayPool<byte>.Shared.Rent(limits.BodyBytes + 1));
        Assert.DoesNotContain("0195", Encoding.UTF8.GetString(mark), StringComparison.Ordinal);
    }
}
