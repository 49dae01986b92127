using System.Buffers;
using System.Text;
using System.Text.Unicode;
using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>Turns one line of a registry export into a card with its holder, by the rules in <c>schema/registry-export.md</c>, or says what is wrong.</summary>
internal sealed class RegistryLineParser
{
    private const int FirstYear = 1900, LastYear = 2199;
    private const int YoungestAtIssue = 10;

    // C0 and C1 controls, and Unicode's line and paragraph separators.
    private static readonly SearchValues<char> Unprintable = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl), '\u2028', '\u2029']);

    private readonly CsvFields fields = new(RegistryColumn.All.Length);

    /// <summary>The first thing wrong with the line parsed last, or null.</summary>
    public LineProblem? Problem { get; private set; }

    /// <summary>The card, or null when there is a <see cref="Problem"/>.</summary>
    public RegistryLine? Parse(ReadOnlySpan<byte> line, bool isCut, long lineNumber)
    {
        if (!Split(line, isCut)) return null;

        var number = Number();
        var state = (CardState)Word(RegistryColumn.Status, RegistryColumn.Statuses);
        var issuedOn = Date(RegistryColumn.IssuedOn);
        var expiresOn = Date(RegistryColumn.ExpiresOn);
        var name = Text(RegistryColumn.LegalName);
        var dateOfBirth = Date(RegistryColumn.DateOfBirth);
        var borough = (Borough)Word(RegistryColumn.Borough, RegistryColumn.Boroughs);
        var street = Text(RegistryColumn.Street);
        var city = Text(RegistryColumn.City);
        var postalCode = PostalCode();

        if (Problem is null && expiresOn < issuedOn) Fail(RegistryColumn.ExpiresOn, "before issued_on");
        if (Problem is null && Age.On(dateOfBirth, issuedOn) < YoungestAtIssue)
            Fail(RegistryColumn.DateOfBirth, $"less than {YoungestAtIssue} years before issued_on");
        return Problem is null
            ? new RegistryLine(number, state, issuedOn, expiresOn, name, dateOfBirth, borough, street, city, postalCode)
            {
                LineNumber = lineNumber,
            }
            : null;
    }

    /// <summary>Whether this is the first line of an export; else there is a <see cref="Problem"/>.</summary>
    public bool ParseHeader(ReadOnlySpan<byte> line, bool isCut)
    {
        if (!Split(line, isCut)) return false;
        for (var column = 0; column < RegistryColumn.All.Length; column++)
        {
            var name = RegistryColumn.All[column].Name;
            if (!Ascii.Equals(fields[column], name)) return Fail(column, $"the first line must name the columns, here '{name}'");
        }
        return true;
    }

    private bool Split(ReadOnlySpan<byte> line, bool isCut)
    {
        Problem = null;
        if (isCut) return Fail(null, $"longer than {LineReader.MaxLength} bytes");
        if (line.IsEmpty) return Fail(null, "empty");
        var expected = RegistryColumn.All.Length;
        if (fields.Split(line) is { } problem) return Fail(fields.Count < expected ? fields.Count : null, problem);
        if (fields.Count != expected) return Fail(null, $"{fields.Count} columns where {expected} are expected");
        if (Utf8.IsValid(line)) return true;
        for (var column = 0; column < expected; column++)
        {
            if (!Utf8.IsValid(fields[column])) return Fail(column, "not valid UTF-8");
        }
        return Fail(null, "not valid UTF-8");
    }

    private bool Fail(int? column, string reason)
    {
        Problem ??= new LineProblem(column, reason);
        return false;
    }

    private CardNumber Number()
    {
        const int Column = RegistryColumn.CardNumber;
        var field = fields[Column];
        Span<char> digits = stackalloc char[CardNumber.DigitCount];
        if (field.Length != CardNumber.DigitCount || field.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            Fail(Column, $"not {CardNumber.DigitCount} digits");
            return default;
        }
        Encoding.ASCII.GetChars(field, digits);
        if (!CardNumber.TryParse(digits, out var number)) Fail(Column, "wrong check digits");
        return number;
    }

    private int Word(int column, string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (Ascii.Equals(fields[column], words[i])) return i;
        }
        Fail(column, $"not one of {string.Join(", ", words)}");
        return 0;
    }

    private DateOnly Date(int column)
    {
        var field = fields[column];
        if (field.Length == 10 && field[4] == '-' && field[7] == '-'
            && Digits(field[..4]) is { } year && Digits(field[5..7]) is { } month && Digits(field[8..]) is { } day
            && year > 0 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month))
        {
            if (year is < FirstYear or > LastYear) Fail(column, $"not between {FirstYear}-01-01 and {LastYear}-12-31");
            return new DateOnly(year, month, day);
        }
        Fail(column, "not a date (YYYY-MM-DD)");
        return default;
    }

    private static int? Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit)) return null;
            value = value * 10 + (digit - '0');
        }
        return value;
    }

    private string Text(int column)
    {
        var text = Encoding.UTF8.GetString(fields[column]);
        var maxBytes = RegistryColumn.All[column].MaxBytes;
        if (text.Length == 0) Fail(column, "empty");
        else if (fields[column].Length > maxBytes) Fail(column, $"longer than {maxBytes} bytes");
        else if (text.AsSpan().IndexOfAny(Unprintable) >= 0) Fail(column, "contains a control character");
        else if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) Fail(column, "begins or ends with a space");
        return text;
    }

    private string PostalCode()
    {
        const int Column = RegistryColumn.PostalCode;
        var field = fields[Column];
        if (field.Length == RegistryColumn.All[Column].MaxBytes && !field.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return Encoding.ASCII.GetString(field);
        Fail(Column, "not 5 digits");
        return "";
    }
}
