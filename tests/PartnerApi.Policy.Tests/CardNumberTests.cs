using System.Globalization;
using System.Text;

namespace PartnerApi.Policy.Tests;

public class CardNumberTests
{
    private static readonly long[] Payloads = [1, 2, 12_345_678_901_234, 90_817_263_544_536, 99_999_999_999_999, 11_111_111_111_111, 96, 97, 98];

    [Theory]
    [InlineData("0000000000000195")]
    [InlineData("0000 0000 0000 0195")]
    [InlineData("0000-0000-0000-0195")]
    [InlineData("0000-0000 0000-0195")]
    [InlineData("000000000000 0195")]
    [InlineData("0 0 0 0-0 0 0 0-0 0 0 0-0 1 9 5")]
    public void Number_is_parsed_as_people_type_it(string text)
    {
        Assert.True(CardNumber.TryParse(text, out var number));
        Assert.Equal("0000000000000195", number.Reveal());
    }

    [Theory]
    [InlineData("0000000000000195", 1)]
    [InlineData("0000000000000292", 2)]
    [InlineData("0000000000000389", 3)]
    [InlineData("0000000000000486", 4)]
    [InlineData("0000000000000583", 5)]
    [InlineData("0000000000000680", 6)]
    [InlineData("0000000000000777", 7)]
    [InlineData("0000000000000098", 0)]
    [InlineData("0000000000009604", 96)]
    [InlineData("0000000000079444", 794)]
    [InlineData("1234567890123428", 12_345_678_901_234)]
    public void Payload_gets_the_check_digits_of_the_standard(string digits, long payload)
    {
        Assert.Equal(digits, CardNumber.FromPayload(payload).Reveal());
        Assert.True(CardNumber.TryParse(digits, out var number));
        Assert.Equal(CardNumber.FromPayload(payload), number);
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "empty", "" },
        { "only separators", "    -    -    -    " },
        { "15 digits", "000000000000195" },
        { "17 digits", "00000000000000195" },
        { "17 digits, last one extra", "00000000000001950" },
        { "32 digits", "00000000000001950000000000000195" },
        { "wrong check digits", "0000000000000196" },
        { "all zeros", "0000000000000000" },
        { "check digits swapped", "0000000000000159" },
        { "leading space", " 0000000000000195" },
        { "trailing space", "0000000000000195 " },
        { "leading hyphen", "-0000000000000195" },
        { "trailing hyphen", "0000000000000195-" },
        { "trailing newline", "0000000000000195\n" },
        { "doubled space", "0000  0000 0000 0195" },
        { "doubled hyphen", "0000--0000-0000-0195" },
        { "space and hyphen", "0000 -0000 0000 0195" },
        { "tab", "0000\t0000\t0000\t0195" },
        { "dot", "0000.0000.0000.0195" },
        { "underscore", "0000_0000_0000_0195" },
        { "no-break space", "0000\u00A00000\u00A00000\u00A00195" },
        { "thin space", "0000\u20090000\u20090000\u20090195" },
        { "en dash", "0000\u20130000\u20130000\u20130195" },
        { "non-breaking hyphen", "0000\u20110000\u20110000\u20110195" },
        { "minus sign", "0000\u22120000\u22120000\u22120195" },
        { "soft hyphen", "0000\u00AD0000\u00AD0000\u00AD0195" },
        { "full-width digits", "\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10\uFF11\uFF19\uFF15" },
        { "one full-width digit", "000000000000019\uFF15" },
        { "Arabic-Indic digits", "\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0661\u0669\u0665" },
        { "one Devanagari digit", "000000000000019\u096B" },
        { "superscript digit", "0000000000000\u00B995" },
        { "mathematical digits", "00000000000001\U0001D7D7\U0001D7D3" },
        { "right-to-left mark in front", "\u200F0000000000000195" },
        { "right-to-left override in front", "\u202E0000000000000195" },
        { "left-to-right mark within", "00000000\u200E00000195" },
        { "zero-width space within", "00000000\u200B00000195" },
        { "zero-width joiner at the end", "0000000000000195\u200D" },
        { "byte order mark in front", "\uFEFF0000000000000195" },
        { "NUL at the end", "0000000000000195\0" },
        { "NUL within", "00000000\000000195" },
        { "combining mark after a digit", "00000000000001\u03019" + "5" },
        { "enclosing keycap after the last digit", "0000000000000195\u20E3" },
        { "half of a surrogate pair", "0000000000000195\uD800" },
        { "plus sign", "+0000000000000195" },
        { "hexadecimal", "0x00000000000195" },
        { "letter O for zero", "O000000000000195" },
        { "thousands separators", "0,000,000,000,000,195" },
        { "exponent", "195e0000000000000" },
        { "one more separator than there are gaps", "0-0-0-0-0-0-0-0-0-0-0-0-0-1-9-5-" },
        { "very long", new string('0', 1_000_000) + "195" },
        { "a number after a very long run of spaces", new string(' ', 1_000_000) + "0000000000000195" },
    };

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void Malformed_number_is_rejected(string what, string text)
    {
        Assert.False(CardNumber.TryParse(text, out var number), what);
        Assert.Equal(default, number);
    }

    /// <summary>Tries all remainders, so that the check digits would match for some of them if the foreign digit had a value.</summary>
    [Fact]
    public void Digit_of_another_script_is_rejected_for_every_remainder()
    {
        var foreign = Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(c => char.IsDigit(c) && !char.IsAsciiDigit(c)).ToArray();
        Assert.True(foreign.Length > 300);
        foreach (var start in Enumerable.Range(0, 970).Select(i => i.ToString("D15", CultureInfo.InvariantCulture)))
            Assert.DoesNotContain(foreign, digit => CardNumber.TryParse($"{start}{digit}", out _));
    }

    [Fact]
    public void Every_change_of_one_digit_is_detected()
    {
        foreach (var digits in Payloads.Select(payload => CardNumber.FromPayload(payload).Reveal()))
        {
            for (var i = 0; i < digits.Length; i++)
            {
                for (var other = '0'; other <= '9'; other++)
                {
                    var changed = $"{digits[..i]}{other}{digits[(i + 1)..]}";
                    Assert.Equal(changed == digits, CardNumber.TryParse(changed, out _));
                }
            }
        }
    }

    [Fact]
    public void Every_swap_of_neighboring_digits_is_detected()
    {
        foreach (var digits in Payloads.Select(payload => CardNumber.FromPayload(payload).Reveal()))
        {
            for (var i = 0; i + 1 < digits.Length; i++)
            {
                var swapped = $"{digits[..i]}{digits[i + 1]}{digits[i]}{digits[(i + 2)..]}";
                Assert.Equal(swapped == digits, CardNumber.TryParse(swapped, out _));
            }
        }
    }

    [Fact]
    public void Written_number_parses_to_the_same_number()
    {
        // The stride is coprime to 10^14, so every digit position varies.
        for (long i = 0, payload = 7; i < 20_000; i++, payload = (payload + 61_803_398_874_989) % (CardNumber.MaxPayload + 1))
        {
            var number = CardNumber.FromPayload(payload);
            Assert.True(CardNumber.TryParse(number.Reveal(), out var read));
            Assert.Equal(number, read);
            Assert.Equal(payload.ToString("D14", CultureInfo.InvariantCulture), number.Reveal()[..14]);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_000_000_000_000)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Payload_of_the_wrong_length_is_rejected_without_being_shown(long payload)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => CardNumber.FromPayload(payload));
        Assert.DoesNotContain(payload.ToString(CultureInfo.InvariantCulture), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_are_written_as_ascii_with_leading_zeros()
    {
        var digits = new byte[16];
        CardNumber.FromPayload(1).WriteDigits(digits);
        Assert.Equal("0000000000000195", Encoding.ASCII.GetString(digits));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void Digits_are_written_only_to_sixteen_bytes(int length)
    {
        var error = Assert.Throws<ArgumentException>(() => CardNumber.FromPayload(1).WriteDigits(new byte[length]));
        Assert.DoesNotContain("195", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_has_no_digits()
    {
        Assert.Throws<InvalidOperationException>(() => default(CardNumber).Reveal());
        Assert.Throws<InvalidOperationException>(() => default(CardNumber).WriteDigits(new byte[16]));
    }

    [Theory]
    [InlineData("0000000000000195", true, true)]
    [InlineData("case 0000-0000.0000_0195!", true, true)]
    [InlineData("70000000000000195", true, true)]
    [InlineData("0000000000000292", false, true)]
    [InlineData("000000000a0000195", false, false)]
    [InlineData("0000000000000196", false, false)]
    [InlineData("", false, false)]
    public void Number_is_found_in_a_text_with_or_without_separators(string text, bool isIn, bool isAnyIn)
    {
        Assert.True(CardNumber.TryParse("0000000000000195", out var number));
        Assert.Equal((isIn, isAnyIn), (number.IsIn(text), CardNumber.IsAnyIn(text)));
    }
}
