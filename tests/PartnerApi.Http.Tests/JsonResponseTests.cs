using System.Buffers;
using System.Reflection;
using System.Text;

namespace PartnerApi.Http.Tests;

/// <summary>A response contains data about a person, so its buffer must not retain it.</summary>
public sealed class JsonResponseTests
{
    [Fact]
    public void Reused_buffer_is_empty_between_two_responses()
    {
        for (var answer = 0; answer < 3; answer++)
        {
            var body = JsonResponse.Serialize(writer => writer.WriteStringValue($"expires {answer}"));
            Assert.Equal($"\"expires {answer}\"", Encoding.UTF8.GetString(body.Span));
            Assert.DoesNotContain("expires", Encoding.UTF8.GetString(Kept()!.GetSpan()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Grown_buffer_is_not_reused()
    {
        var body = JsonResponse.Serialize(writer => writer.WriteStringValue(new string('x', 100_000)));
        Assert.Equal(100_002, body.Length);
        Assert.Null(Kept());
    }

    private static ArrayBufferWriter<byte>? Kept() =>
        (ArrayBufferWriter<byte>?)typeof(JsonResponse).GetField("spare", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null);
}
