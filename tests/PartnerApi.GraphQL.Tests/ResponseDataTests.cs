using System.Text;
using System.Text.Json;
using PartnerApi.Core;
using PartnerApi.GraphQL.Plans;
using PartnerApi.Http;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>The bytes of a response while a plan writes it.</summary>
[Trait("Needs", "NoStore")]
public sealed class ResponseDataTests
{
    private const int Texts = 2_000;

    [Fact]
    public void Values_are_written_as_the_standard_writer_writes_them()
    {
        using var buffer = new JsonBuffer();
        using var expected = new MemoryStream();
        using var writer = new Utf8JsonWriter(expected, JsonResponse.WriterOptions);
        var random = new SplitMix64(5);
        string[] pieces = ["a", "\"", "\\", "\n", "\u0000", "\u007f", "é", "\u2028", "😀", "<&>", " ", "\ufeff"];
        writer.WriteStartArray();
        buffer.Write((byte)'[');
        for (var index = 0; index < Texts; index++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Below(9)).Select(_ => pieces[random.Below(pieces.Length)]));
            var number = BitConverter.Int64BitsToDouble((long)random.Next());
            if (!double.IsFinite(number)) number = 0;
            var day = DateOnly.FromDayNumber(random.Below(DateOnly.MaxValue.DayNumber));
            writer.WriteStringValue(text);
            writer.WriteNumberValue(number);
            writer.WriteNumberValue((int)number);
            writer.WriteStringValue(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            if (index > 0) buffer.Write((byte)',');
            buffer.WriteString(text);
            buffer.Write((byte)',');
            buffer.WriteNumber(number);
            buffer.Write((byte)',');
            buffer.WriteNumber((int)number);
            buffer.Write((byte)',');
            buffer.WriteDay(day);
        }
        writer.WriteEndArray();
        buffer.Write((byte)']');
        writer.Flush();

        Assert.Equal(Encoding.UTF8.GetString(expected.ToArray()), Encoding.UTF8.GetString(buffer.Written.Span));
    }

    [Fact]
    public void Deferred_texts_replace_their_placeholders_except_removed_ones()
    {
        var request = new NoRequest();
        using var data = new ResponseData();
        foreach (var text in (string[])["one", "two", "three"])
        {
            data.Json.Write((byte)',');
            data.WriteString(request.Defer(() => text), request);
        }
        data.Truncate(",\"-\",\"-\"".Length);
        data.Json.Write(",null"u8);
        data.WriteString("-", request);
        foreach (var late in request.DeferredTexts) late.Make();

        using var response = new JsonBuffer();
        data.CopyTo(response);
        Assert.Equal(",\"one\",\"two\",null\"-\"", Encoding.UTF8.GetString(response.Written.Span));
    }

    [Fact]
    public void Bytes_are_cleared_when_the_buffer_grows_and_when_it_is_disposed()
    {
        var buffer = new JsonBuffer();
        buffer.Write("secret"u8);
        var first = buffer.Written;
        buffer.Truncate(0);
        buffer.GetSpan(100_000);
        buffer.Write("secret"u8);
        var second = buffer.Written;
        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal(new byte[6], first.ToArray());
        Assert.Equal(new byte[6], second.ToArray());
    }

    [Fact]
    public void Number_that_json_does_not_have_is_rejected()
    {
        using var buffer = new JsonBuffer();
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.WriteNumber(double.NaN));
    }

    private sealed class NoRequest() : SchemaRequest(Audiences.All[0], Audiences.All[0].Scopes)
    {
        public override void AddRefused(string operation, IEnumerable<CardNumberInput> cards, ErrorCode refusal) => throw new NotSupportedException();
    }
}
