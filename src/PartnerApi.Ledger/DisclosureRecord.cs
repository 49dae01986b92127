using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Ledger;

/// <summary>
/// One record of the ledger. Its text has these columns, separated by tabs: id, hour, partner, client, purpose, operation, decision, count, valid, fields,
/// reference. An absent value is <c>-</c>. No column contains text from a caller. The length of the text does not depend on the answer: valid is one
/// character (<c>V</c>, <c>N</c>, or <c>-</c>), each field is marked by one character (<c>:</c> for disclosed, <c>!</c> for refused), and an absent reference
/// is as long as a present one.
/// </summary>
/// <param name="Id">A random 128-bit id, written as 22 characters of base64url.</param>
/// <param name="Hour">The beginning of the city's hour of the request, in UTC, as <c>2026-11-22T19:00Z</c>.</param>
/// <param name="Partner">The partner that made the request.</param>
/// <param name="Client">The partner's OAuth client.</param>
/// <param name="Purpose">The purpose, as on the wire.</param>
/// <param name="Operation">The requested field, such as <c>card</c>.</param>
/// <param name="Decision"><c>PERMIT</c>, or the error code of the refusal; for the ledger's own entries, a constant of <see cref="LedgerEntry"/>.</param>
/// <param name="Valid">True if the card was valid; null if that was not checked.</param>
/// <param name="Fields">The disclosed fields, separated by commas. A refused field has the prefix <c>!</c>.</param>
/// <param name="Reference">The card's reference; null if the request was refused before a card was identified.</param>
/// <param name="Count">The number of events, at least 1: always 1 for an answered card, and the number of counted refusals for a refusal.</param>
public sealed record DisclosureRecord(
    UInt128 Id, DateTimeOffset Hour, string Partner, string Client, string Purpose, string Operation, string Decision, bool? Valid, string Fields,
    UInt128? Reference, int Count = 1)
{
    /// <summary>The decision of an answered request.</summary>
    public const string Permit = "PERMIT";

    /// <summary>The text of an absent value.</summary>
    public const string None = "-";

    /// <summary>The number of columns.</summary>
    public const int ColumnCount = 11;

    private const byte Tab = (byte)'\t';

    private const byte Disclosed = (byte)':';
    private const byte Refused = (byte)'!';
    private const int IdLength = 22;
    private const string NoReference = "----------------------";

    // Two identifiers, the hour, the count, the character for valid, tabs, and the mark of the first field.
    private const int FixedBytes = 96;
    // Years that CityClock can convert to days. No gateway writes others.
    private const int FirstYear = 1900;
    private const int LastYear = 9000;
    private const string HourFormat = "yyyy-MM-dd'T'HH:mm'Z'";

    /// <summary>The maximum number of bytes that <see cref="Write(Span{byte})"/> needs.</summary>
    public int MostBytes => FixedBytes + Partner.Length + Client.Length + Purpose.Length + Operation.Length + Decision.Length + (2 * Fields.Length);

    /// <summary>Writes the record as ASCII text, without a line break.</summary>
    /// <returns>The number of written bytes.</returns>
    public int Write(Span<byte> text)
    {
        var length = Write(Id, text);
        text[length++] = Tab;
        length += WriteHour(text[length..]);
        length += Write(Partner, text[length..]);
        length += Write(Client, text[length..]);
        length += Write(Purpose, text[length..]);
        length += Write(Operation, text[length..]);
        length += Write(Decision, text[length..]);
        text[length++] = Tab;
        Count.TryFormat(text[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        text[length++] = Tab;
        text[length++] = Valid switch { true => (byte)'V', false => (byte)'N', null => (byte)'-' };
        length += WriteFields(text[length..]);
        text[length++] = Tab;
        if (Reference is { } reference) return length + Write(reference, text[length..]);
        text.Slice(length, IdLength).Fill((byte)'-');
        return length + IdLength;
    }

    /// <summary>Parses a record's text.</summary>
    /// <exception cref="FormatException">The text is malformed.</exception>
    public static DisclosureRecord Parse(string text) => TryParse(text) ?? throw new FormatException("Not a record.");

    /// <summary>Parses a record's text. Returns null for any text that <see cref="Write(Span{byte})"/> does not produce. Readers skip such lines.</summary>
    public static DisclosureRecord? TryParse(ReadOnlySpan<byte> text) => TryParse(Encoding.Latin1.GetString(text));

    private static DisclosureRecord? TryParse(string text)
    {
        var columns = text.Split('\t');
        if (columns.Length != ColumnCount
            || ReadId(columns[0]) is not { } id
            || !DateTimeOffset.TryParseExact(columns[1], HourFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var hour)
            || hour.Year is < FirstYear or > LastYear
            || !int.TryParse(columns[7], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1
            || columns[8] is not ("V" or "N" or None))
            return null;
        UInt128? reference = null;
        if (columns[10] != NoReference && (reference = ReadId(columns[10])) is null) return null;
        return new DisclosureRecord(
            id, hour, columns[2], columns[3], columns[4], columns[5], columns[6],
            columns[8] == None ? null : columns[8] == "V",
            columns[9] == None ? "" : columns[9].Replace(":", "", StringComparison.Ordinal),
            reference,
            count);
    }

    /// <summary>128 bits as 22 characters of base64url.</summary>
    public static string Text(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return Base64Url.EncodeToString(bytes);
    }

    // The standard format takes a fifth of the time. The Z overwrites its seconds.
    private int WriteHour(Span<byte> text)
    {
        const int minutesEnd = 16;
        Hour.UtcDateTime.TryFormat(text, out _, "s", CultureInfo.InvariantCulture);
        text[minutesEnd] = (byte)'Z';
        return minutesEnd + 1;
    }

    private static int Write(string column, Span<byte> text)
    {
        text[0] = Tab;
        return 1 + Encoding.ASCII.GetBytes(column, text[1..]);
    }

    private static int Write(UInt128 id, Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return Base64Url.EncodeToUtf8(bytes, text);
    }

    // One mark for each field, so that a refused field is as long as a disclosed one.
    private int WriteFields(Span<byte> text)
    {
        text[0] = Tab;
        if (Fields.Length == 0)
        {
            text[1] = (byte)'-';
            return 2;
        }
        var length = 1;
        var isFirst = true;
        foreach (var letter in Fields)
        {
            if (isFirst && letter != Refused) text[length++] = Disclosed;
            text[length++] = (byte)letter;
            isFirst = letter == ',';
        }
        return length;
    }

    private static UInt128? ReadId(string text)
    {
        Span<byte> bytes = stackalloc byte[16];
        return OpaqueText.TryRead(text, bytes) ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : null;
    }
}

/// <summary>The decisions of the ledger's own entries.</summary>
public static class LedgerEntry
{
    /// <summary>A partner's requests are refused for a cooling period. The fields contain its end.</summary>
    public const string Alarm = "ALARM";

    /// <summary>The operator lifted a partner's alarm. The fields contain the end that the alarm had.</summary>
    public const string Lift = "LIFT";

    /// <summary>A disclosure was recorded, and its effect did not happen. The fields contain the record's id.</summary>
    public const string Void = "VOID";

    /// <summary>The entry of a lifted alarm.</summary>
    public static DisclosureRecord LiftOf(string partner, DateTimeOffset until, DateTimeOffset hour) => new(
        RandomIds.Next(), hour, partner, DisclosureRecord.None, DisclosureRecord.None, DisclosureRecord.None, Lift, null, Text(until), null);

    /// <summary>The text of an instant in the fields of an entry: seconds since 1970.</summary>
    public static string Text(DateTimeOffset instant) => instant.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Parses <see cref="Text"/>. Returns null if it is not an instant.</summary>
    public static DateTimeOffset? Time(string fields) =>
        long.TryParse(fields, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
