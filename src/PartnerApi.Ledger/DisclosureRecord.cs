using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Ledger;

/// <summary>
/// One line of the ledger: who asked, why, what was told, when. As text it has these columns, separated by tabs, in the order id, hour, partner, client,
/// purpose, operation, decision, count, valid, fields, reference; <c>-</c> stands for an absent value. No column can hold anything a caller wrote. The
/// text's length does not depend on the answer: valid is one character (<c>V</c>, <c>N</c> or <c>-</c>), each field is marked by one character
/// (<c>:</c> told, <c>!</c> refused), and an absent reference is as long as a present one.
/// </summary>
/// <param name="Id">Random, 128 bits; 22 characters of base64url.</param>
/// <param name="Hour">The beginning of the city's hour in which it was asked, in UTC, as <c>2026-11-22T19:00Z</c>.</param>
/// <param name="Partner">The recipient.</param>
/// <param name="Client">Its OAuth client.</param>
/// <param name="Purpose">The purpose, as on the wire.</param>
/// <param name="Operation">The field that asked, such as <c>card</c>.</param>
/// <param name="Decision"><c>PERMIT</c>, or the error code of the refusal; for entries about the ledger itself a word of <see cref="LedgerEntry"/>.</param>
/// <param name="Valid">Whether the card was valid; null when that was not looked at.</param>
/// <param name="Fields">The fields told, separated by commas; <c>!</c> before one that was refused.</param>
/// <param name="Reference">The card, under a key of the partner and the day; null when the question was refused before a card was named.</param>
/// <param name="Count">How many times this happened: 1 for an answered card; for refusals, how many the record stands for. At least 1.</param>
public sealed record DisclosureRecord(
    UInt128 Id, DateTimeOffset Hour, string Partner, string Client, string Purpose, string Operation, string Decision, bool? Valid, string Fields,
    UInt128? Reference, int Count = 1)
{
    /// <summary>The decision of a question that was answered.</summary>
    public const string Permit = "PERMIT";

    /// <summary>What a column holds when there is nothing.</summary>
    public const string None = "-";

    /// <summary>Columns of a record as text.</summary>
    public const int ColumnCount = 11;

    private const byte Tab = (byte)'\t';

    private const byte Disclosed = (byte)':';
    private const byte Refused = (byte)'!';
    private const int IdLength = 22;
    private const string NoReference = "----------------------";

    // Two identifiers, the hour, the count, the letter for valid, tabs, and the mark of the first field.
    private const int FixedBytes = 96;
    // What a clock of the city can turn into a day; nothing outside was written by a gateway.
    private const int FirstYear = 1900;
    private const int LastYear = 9000;
    private const string HourFormat = "yyyy-MM-dd'T'HH:mm'Z'";

    /// <summary>Bytes that <see cref="Write(Span{byte})"/> needs at most.</summary>
    public int MostBytes => FixedBytes + Partner.Length + Client.Length + Purpose.Length + Operation.Length + Decision.Length + (2 * Fields.Length);

    /// <summary>Writes the record as ASCII text, without a line's end.</summary>
    /// <returns>How many bytes it took.</returns>
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

    /// <summary>Reads a record's text.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DisclosureRecord Parse(string text) => TryParse(text) ?? throw new FormatException("Not a record.");

    /// <summary>Reads a record's text; null for any text that <see cref="Write(Span{byte})"/> does not make. Readers skip such a line and go on.</summary>
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

    // The standard format takes a fifth of the time; its seconds give way to the Z.
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

    // One mark for each field, so that a refused one takes as much room as one that is told.
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

/// <summary>Decisions of entries that the ledger makes about itself.</summary>
public static class LedgerEntry
{
    /// <summary>A partner's questions stop for a cooling time; the fields hold its end.</summary>
    public const string Alarm = "ALARM";

    /// <summary>The operator lifted a partner's alarm; the fields hold the end that the alarm had.</summary>
    public const string Lift = "LIFT";

    /// <summary>A disclosure was on record and its effect never came; the fields hold the record's id.</summary>
    public const string Void = "VOID";

    /// <summary>The entry of a lifted alarm.</summary>
    public static DisclosureRecord LiftOf(string partner, DateTimeOffset until, DateTimeOffset hour) => new(
        RandomIds.Next(), hour, partner, DisclosureRecord.None, DisclosureRecord.None, DisclosureRecord.None, Lift, null, Text(until), null);

    /// <summary>An instant as the fields of an entry hold it: seconds since 1970.</summary>
    public static string Text(DateTimeOffset instant) => instant.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads <see cref="Text"/>; null when it is no instant.</summary>
    public static DateTimeOffset? Time(string fields) =>
        long.TryParse(fields, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
