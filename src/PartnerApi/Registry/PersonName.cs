using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PartnerApi.Registry;

/// <summary>
/// The canonical form of a name and a birth date, from which the person's keys are derived. A holder's record can be found despite differences in accents,
/// case, punctuation, and spaces. The form is part of the stored format: it never changes. It must be the same on every machine, so it uses its own table
/// instead of <see cref="string.Normalize()"/>, which does nothing without ICU.
/// </summary>
internal static class PersonName
{
    /// <summary>
    /// Latin, Greek and Cyrillic capitals with marks. Each word is a plain letter, then the letters that map to it: by Unicode NFKD without marks, and by
    /// custom for letters with a stroke or a hook, which have no decomposition.
    /// </summary>
    private const string Marked =
        "AªÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶ BƁḂḄḆ CÇĆĈĊČḈ DÐĎĐƊḊḌḎḐḒ EÈÉÊËĒĔĖĘĚƏƐȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆ FḞ GĜĞĠĢǦǴḠ HĤĦȞḢḤḦḨḪẖ " +
        "IÌÍÎÏĨĪĬĮİıƗǏȈȊḬḮỈỊ JĴǰ KĶƘǨḰḲḴ LĹĻĽŁḶḸḺḼ MḾṀṂ NÑŃŅŇŊǸṄṆṈṊ OºÒÓÔÕÖØŌŎŐƆƠǑǪǬǾȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ PṔṖ RŔŖŘȐȒṘṚṜṞ " +
        "SŚŜŞŠȘṠṢṤṦṨſ TŢŤŦȚṪṬṮṰẗ UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖɄṲṴṶṸṺỤỦỨỪỬỮỰ VṼṾ WŴẀẂẄẆẈẘ XẊẌ YÝŶŸƳȲẎẙỲỴỶỸ ZŹŻŽẐẒẔ " +
        "ΑΆ ΕΈ ΗΉ ΙΊΪΐ ΟΌ ΥΎΫΰ ΩΏ АӐӒ ГЃ ЕЀЁӖ ЖӁӜ ЗӞ ИЍЙӢӤ ІЇ КЌ ОӦ УЎӮӰӲ ЧӴ ЫӸ ЭӬ";

    /// <summary>Capitals that map to two letters. Each word is the capital, then the two letters.</summary>
    private const string Ligatures = "ßSS ẞSS ÆAE ǢAE ǼAE ŒOE ÞTH ĲIJ ǄDZ ǇLJ ǊNJ ǱDZ";

    private static readonly FrozenDictionary<char, string> Letters = Table();

    /// <summary>
    /// The canonical form, in UTF-8, such as <c>MARIA JOSE NUNEZ|1980-02-03</c>. Letters lose their marks and become capitals. Apostrophes, full stops and
    /// marks are removed. Any other run of characters that are not letters or digits becomes one space. Other scripts are kept.
    /// </summary>
    public static byte[] Canonical(string legalName, DateOnly dateOfBirth)
    {
        var text = new StringBuilder(legalName.Length + 16);
        foreach (var character in legalName) Append(text, char.ToUpperInvariant(Narrow(character)));
        while (text.Length > 0 && text[^1] == ' ') text.Length--;
        text.Append('|').Append(dateOfBirth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        foreach (var chunk in text.GetChunks())
        {
            length += Encoding.UTF8.GetBytes(chunk.Span, bytes.AsSpan(length));
        }
        return bytes[..length];
    }

    private static void Append(StringBuilder text, char character)
    {
        if (character is >= 'A' and <= 'Z') text.Append(character);
        else if (Letters.TryGetValue(character, out var plain)) text.Append(plain);
        else if (char.IsLetterOrDigit(character) || char.IsSurrogate(character) || IsSpacingMark(character)) text.Append(character);
        else if (!Vanishes(character) && text.Length > 0 && text[^1] != ' ') text.Append(' ');
    }

    // Maps the full-width Latin letters and digits of East Asian keyboards to ASCII.
    private static char Narrow(char character) => character is >= '\uFF01' and <= '\uFF5E' ? (char)(character - 0xFEE0) : character;

    // Vowel signs are not accents: removing them would change the name.
    private static bool IsSpacingMark(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.NonSpacingMark && !IsAccent(character);

    private static bool Vanishes(char character) =>
        character is '\'' or '.' or '`' or '\u00B4' or '\u2018' or '\u2019' or '\u02BC' or '\u02BB' || IsAccent(character) ||
        char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.EnclosingMark;

    // Combining accents, and the optional points of Hebrew and Arabic.
    private static bool IsAccent(char character) => character is
        (>= '\u0300' and <= '\u036F') or (>= '\u1AB0' and <= '\u1AFF') or (>= '\u1DC0' and <= '\u1DFF') or (>= '\uFE20' and <= '\uFE2F') or
        (>= '\u0591' and <= '\u05BD') or (>= '\u05BF' and <= '\u05C7') or (>= '\u064B' and <= '\u065F') or '\u0670';

    private static FrozenDictionary<char, string> Table()
    {
        var letters = new Dictionary<char, string>();
        foreach (var pair in Ligatures.Split(' ')) letters.Add(pair[0], pair[1..]);
        foreach (var word in Marked.Split(' '))
        {
            foreach (var marked in word.AsSpan(1)) letters.Add(marked, word[..1]);
        }
        return letters.ToFrozenDictionary();
    }
}
