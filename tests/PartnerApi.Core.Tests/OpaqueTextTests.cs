using System.Buffers.Text;
using System.Security.Cryptography;

namespace PartnerApi.Core.Tests;

public class OpaqueTextTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(60)]
    public void Only_the_issued_text_is_decoded(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        var (text, read) = (Base64Url.EncodeToString(bytes), new byte[length]);
        Assert.True(OpaqueText.TryRead(text, read));
        Assert.Equal(bytes, read);
        string[] others = ["", text[..^1], text + "A", text + "=", text + "==", text + " ", " " + text, text + "\n", text[..1] + " " + text[1..], text[..^1] + "=", text[..^1] + "+"];
        Assert.All(others, other => Assert.False(OpaqueText.TryRead(other, read), other));
    }

    [Theory]
    [InlineData("AA", true)]
    [InlineData("AB", false)]
    [InlineData("AP", false)]
    [InlineData("AQ", true)]
    public void Unused_bits_of_the_last_character_are_zero(string text, bool isRead) => Assert.Equal(isRead, OpaqueText.TryRead(text, new byte[1]));
}
