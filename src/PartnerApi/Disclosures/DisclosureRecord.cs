using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using PartnerApi.Sealing;

namespace PartnerApi.Disclosures;

/// <summary>
/// One line of the ledger: who asked, why, what was told, when. As text it has these columns, separated by tabs, <c>-</c> for what there is none of;
/// no column can hold anything a caller wrote.
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
internal sealed record DisclosureRecord(
    UInt128 Id, DateTimeOffset Hour, string Partner, string Client, string Purpose, string Operation, string Decision, bool? Valid, string Fields,
    UInt128? Reference)
{
    /// <summary>The decision of a question that was answered.</summary>
    public const string Permit = "PERMIT";

    /// <summary>What a column holds when there is nothing.</summary>
    public const string None = "-";

    /// <summary>Columns of a record as text.</summary>
    public const int ColumnCount = 10;

    private const byte Tab = (byte)'\t';

    // Two identifiers of 22 characters, the hour, the word for valid, tabs, and a dash for empty fields.
    private const int FixedBytes = 96;
    private const string HourFormat = "yyyy-MM-dd'T'HH:mm'Z'";

    /// <summary>Bytes that <see cref="Write(Span{byte})"/> needs at most.</summary>
    public int MostBytes => FixedBytes + Partner.Length + Client.Length + Purpose.Length + Operation.Length + Decision.Length + Fields.Length;

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
        length += Write(Valid switch { true => "valid", false => "not-valid", null => None }, text[length..]);
        length += Write(Fields.Length == 0 ? None : Fields, text[length..]);
        if (Reference is not { } reference) return length + Write(None, text[length..]);
        text[length++] = Tab;
        return length + Write(reference, text[length..]);
    }

    /// <summary>Reads a record's text.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DisclosureRecord Parse(string text)
    {
        var columns = text.Split('\t');
        if (columns.Length != ColumnCount) throw new FormatException("Not a record.");
        return new DisclosureRecord(
            ReadId(columns[0]),
            DateTimeOffset.ParseExact(columns[1], HourFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            columns[2],
            columns[3],
            columns[4],
            columns[5],
            columns[6],
            columns[7] switch { "valid" => true, "not-valid" => false, None => null, _ => throw new FormatException("Not a record.") },
            columns[8] == None ? "" : columns[8],
            columns[9] == None ? null : ReadId(columns[9]));
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

    private static UInt128 ReadId(string text)
    {
        Span<byte> bytes = stackalloc byte[16];
        return Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == bytes.Length
            ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : throw new FormatException("Not an identifier.");
    }
}

/// <summary>Decisions of entries that the ledger makes about itself.</summary>
internal static class LedgerEntry
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

    /// <summary>Reads <see cref="Text"/>.</summary>
    public static DateTimeOffset Time(string fields) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields, NumberStyles.None, CultureInfo.InvariantCulture));
}
