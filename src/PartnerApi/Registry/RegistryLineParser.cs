using System.Text;
using System.Text.Unicode;
using PartnerApi.Policy;

namespace PartnerApi.Registry;

/// <summary>Parses one line of a registry export by the rules in <c>schema/registry-export.md</c>, or reports the first problem.</summary>
internal sealed class RegistryLineParser
{
    private const int FirstYear = 1900, LastYear = 2199;
    private const int YoungestAtIssue = 10;

    private readonly CsvFields fields = new(RegistryColumn.All.Length);
    private int columns = RegistryColumn.Required;

    /// <summary>The first problem in the line parsed last, or null.</summary>
    public LineProblem? Problem { get; private set; }

    /// <summary>Whether lines have the column <c>replaces</c>.</summary>
    public bool HasReplaces => columns > RegistryColumn.Required;

    /// <summary>The card, or null if there is a <see cref="Problem"/>.</summary>
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
        var replaces = Replaces();

        if (Problem is null && expiresOn < issuedOn) Fail(RegistryColumn.ExpiresOn, "before issued_on");
        if (Problem is null && Age.On(dateOfBirth, issuedOn) < YoungestAtIssue)
            Fail(RegistryColumn.DateOfBirth, $"less than {YoungestAtIssue} years before issued_on");
        return Problem is null
            ? new RegistryLine(number, state, issuedOn, expiresOn, name, dateOfBirth, borough, street, city, postalCode)
            {
                LineNumber = lineNumber,
                Replaces = replaces,
            }
            : null;
    }

    /// <summary>The line parsed last, with its <see cref="Problem"/> and its readable card fields.</summary>
    public BadLine Bad(ReadOnlySpan<byte> line, long lineNumber)
    {
        var (problem, report) = (Problem!, Report());
        return new BadLine(lineNumber, problem, report.Number, report.State, report.Replaces) { Text = line.ToArray(), Joined = Joined(line) };
    }

    /// <summary>Parses the header, which sets the number of columns. False, with a <see cref="Problem"/>, if the line is not a header.</summary>
    public bool ParseHeader(ReadOnlySpan<byte> line, bool isCut)
    {
        columns = fields.Split(line) is null && fields.Count == RegistryColumn.All.Length ? RegistryColumn.All.Length : RegistryColumn.Required;
        if (!Split(line, isCut)) return false;
        for (var column = 0; column < columns; column++)
        {
            var name = RegistryColumn.All[column].Name;
            if (!Ascii.Equals(fields[column], name)) return Fail(column, $"the header must name the columns, here '{name}'");
        }
        return true;
    }

    // The parts of a line, if CRs without LF join several lines into one.
    private List<CardReport> Joined(ReadOnlySpan<byte> line)
    {
        var reports = new List<CardReport>();
        if (!line.Contains((byte)'\r')) return reports;
        foreach (var part in line.Split((byte)'\r'))
        {
            fields.Split(line[part]);
            reports.Add(Report());
        }
        return reports;
    }

    private CardReport Report() => new(
        fields.Count > RegistryColumn.CardNumber ? LenientFields.Number(fields[RegistryColumn.CardNumber]) : null,
        fields.Count > RegistryColumn.Status ? LenientFields.State(fields[RegistryColumn.Status]) : null,
        fields.Count == columns && HasReplaces ? LenientFields.Number(fields[RegistryColumn.Replaces]) : null);

    private bool Split(ReadOnlySpan<byte> line, bool isCut)
    {
        Problem = null;
        // Split even a line that cannot be imported: its first fields may report a lost card.
        var problem = fields.Split(line);
        if (isCut) return Fail(null, $"longer than {LineReader.MaxLength} bytes");
        if (line.IsEmpty) return Fail(null, "empty");
        if (problem is not null) return Fail(fields.Count < columns ? fields.Count : null, problem);
        if (fields.Count != columns) return Fail(null, $"{Columns(fields.Count)}, but {columns} are expected");
        if (Utf8.IsValid(line)) return true;
        for (var column = 0; column < columns; column++)
        {
            if (!Utf8.IsValid(fields[column])) return Fail(column, "not valid UTF-8");
        }
        return Fail(null, "not valid UTF-8");
    }

    private static string Columns(int count) => count == 1 ? "1 column" : $"{count} columns";

    private bool Fail(int? column, string reason)
    {
        Problem ??= new LineProblem(column, reason);
        return false;
    }

    private CardNumber Number()
    {
        const int Column = RegistryColumn.CardNumber;
        if (!TryNumber(Column, out var number)) Fail(Column, WhyNoNumber(Column));
        return number;
    }

    private CardNumber? Replaces()
    {
        const int Column = RegistryColumn.Replaces;
        if (!HasReplaces || fields[Column].IsEmpty) return null;
        if (!TryNumber(Column, out var number)) Fail(Column, WhyNoNumber(Column));
        else if (fields[Column].SequenceEqual(fields[RegistryColumn.CardNumber])) Fail(Column, "the same as card_number");
        return number;
    }

    private bool TryNumber(int column, out CardNumber number)
    {
        number = default;
        Span<char> digits = stackalloc char[CardNumber.DigitCount];
        if (fields.Count <= column || !IsDigits(fields[column])) return false;
        Encoding.ASCII.GetChars(fields[column], digits);
        return CardNumber.TryParse(digits, out number);
    }

    private string WhyNoNumber(int column) => IsDigits(fields[column]) ? "wrong check digits" : $"not {CardNumber.DigitCount} digits";

    private static bool IsDigits(ReadOnlySpan<byte> field) =>
        field.Length == CardNumber.DigitCount && !field.ContainsAnyExceptInRange((byte)'0', (byte)'9');

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
        if (RegistryText.Problem(text, RegistryColumn.All[column].MaxCharacters) is { } problem) Fail(column, problem);
        return text;
    }

    private string PostalCode()
    {
        const int Column = RegistryColumn.PostalCode;
        var field = fields[Column];
        if (field.Length == RegistryColumn.All[Column].MaxCharacters && !field.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return Encoding.ASCII.GetString(field);
        Fail(Column, "not 5 digits");
        return "";
    }
}
