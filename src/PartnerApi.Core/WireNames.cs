using System.Text;

namespace PartnerApi.Core;

/// <summary>Converts C# names to their form on the wire.</summary>
public static class WireNames
{
    /// <summary><c>AccountOpening</c> becomes <c>ACCOUNT_OPENING</c>, <c>Ages10To13</c> becomes <c>AGES_10_TO_13</c>.</summary>
    public static string FromMember(string member)
    {
        var text = new StringBuilder(member.Length + 4);
        foreach (var c in member)
        {
            var beginsNumber = char.IsAsciiDigit(c) && text.Length > 0 && !char.IsAsciiDigit(text[^1]);
            if ((char.IsAsciiLetterUpper(c) && text.Length > 0) || beginsNumber) text.Append('_');
            text.Append(char.ToUpperInvariant(c));
        }

        return text.ToString();
    }

    /// <summary><c>ExpiresOn</c> becomes <c>expiresOn</c>.</summary>
    public static string FromProperty(string property) => char.ToLowerInvariant(property[0]) + property[1..];
}
