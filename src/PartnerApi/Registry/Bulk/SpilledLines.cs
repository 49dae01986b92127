using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using PartnerApi.Policy;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// The good lines of an import, sealed in a temporary file until all of them have been read and compared. Only each line's position and card number are in
/// memory.
/// </summary>
internal sealed class SpilledLines(SpillFolder folder) : IDisposable
{
    private const int FixedLength = CardNumber.DigitCount + 1 + 3 * sizeof(int) + 1 + sizeof(long) + 1 + CardNumber.DigitCount;
    private const int Texts = 4;

    private readonly SealedFile file = new(folder, "lines");
    private readonly List<long> positions = [];
    private readonly Dictionary<CardNumber, int> indexes = [];
    private readonly HashSet<int> skipped = [];
    private readonly byte[] plain = new byte[SealedFile.MostPlain];

    public int Count => positions.Count;

    /// <summary>The number of lines that are not skipped.</summary>
    public long Taken => positions.Count - skipped.Count;

    /// <summary>The indexes of lines about a card with an earlier line, each with the index of the first line about that card.</summary>
    public List<(int Index, int First)> Repeated { get; } = [];

    /// <summary>The lines that name a replaced card, by index.</summary>
    public Dictionary<int, (CardNumber Number, CardNumber Replaces)> Links { get; } = [];

    public void Add(RegistryLine line)
    {
        var index = positions.Count;
        positions.Add(file.Append(plain.AsSpan(0, Write(line, plain))));
        if (!indexes.TryAdd(line.Number, index)) Repeated.Add((index, indexes[line.Number]));
        if (line.Replaces is { } replaced) Links.Add(index, (line.Number, replaced));
    }

    /// <summary>Ends writing. The lines can be read from now on.</summary>
    public void Complete() => file.Complete();

    /// <summary>The index of the first line about a card; null if no line is about it, or if that line is skipped.</summary>
    public int? IndexOf(CardNumber number) => indexes.TryGetValue(number, out var index) && !skipped.Contains(index) ? index : null;

    /// <summary>Skips a line. False if it was skipped before.</summary>
    public bool Skip(int index) => skipped.Add(index);

    public bool IsSkipped(int index) => skipped.Contains(index);

    /// <summary>Reads a line. Safe for concurrent use after <see cref="Complete"/>.</summary>
    public RegistryLine Read(int index)
    {
        Span<byte> record = stackalloc byte[SealedFile.MostPlain];
        return Parse(record[..file.Read(positions[index], record)]);
    }

    /// <summary>The sealed lines in pieces, in file order.</summary>
    public IEnumerable<SealedPiece> Pieces(int bytesInPiece)
    {
        var (position, index) = (0L, 0);
        while (index < Count)
        {
            var bytes = new byte[bytesInPiece];
            var (length, records) = file.ReadSealed(position, bytes);
            yield return new SealedPiece(bytes.AsMemory(0, length), index, records);
            position += length;
            index += records;
        }
    }

    /// <summary>Opens the first line in a piece's bytes and advances to the next. Safe for concurrent use.</summary>
    public RegistryLine Next(ref ReadOnlySpan<byte> sealedLines, Span<byte> plain) => Parse(plain[..file.Next(ref sealedLines, plain)]);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static int Write(RegistryLine line, Span<byte> record)
    {
        record[..FixedLength].Clear();
        var rest = record;
        line.Number.WriteDigits(Take(ref rest, CardNumber.DigitCount));
        Take(ref rest, 1)[0] = (byte)line.State;
        BinaryPrimitives.WriteInt32BigEndian(Take(ref rest, sizeof(int)), line.IssuedOn.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(Take(ref rest, sizeof(int)), line.ExpiresOn.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(Take(ref rest, sizeof(int)), line.DateOfBirth.DayNumber);
        Take(ref rest, 1)[0] = (byte)line.Borough;
        BinaryPrimitives.WriteInt64BigEndian(Take(ref rest, sizeof(long)), line.LineNumber);
        Take(ref rest, 1)[0] = (byte)(line.Replaces is null ? 0 : 1);
        line.Replaces?.WriteDigits(rest[..CardNumber.DigitCount]);
        Take(ref rest, CardNumber.DigitCount);
        foreach (var text in (ReadOnlySpan<string>)[line.LegalName, line.Street, line.City, line.PostalCode])
        {
            var length = Encoding.UTF8.GetBytes(text, rest[sizeof(ushort)..]);
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)length);
            Take(ref rest, sizeof(ushort) + length);
        }
        return record.Length - rest.Length;
    }

    private static RegistryLine Parse(ReadOnlySpan<byte> record)
    {
        var rest = record;
        var number = Number(Take(ref rest, CardNumber.DigitCount));
        var state = (CardState)Take(ref rest, 1)[0];
        var issuedOn = Day(Take(ref rest, sizeof(int)));
        var expiresOn = Day(Take(ref rest, sizeof(int)));
        var born = Day(Take(ref rest, sizeof(int)));
        var borough = (Borough)Take(ref rest, 1)[0];
        var lineNumber = BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, sizeof(long)));
        var isLinked = Take(ref rest, 1)[0] != 0;
        var replaced = Take(ref rest, CardNumber.DigitCount);
        var texts = new string[Texts];
        for (var index = 0; index < Texts; index++)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(Take(ref rest, sizeof(ushort)));
            texts[index] = Encoding.UTF8.GetString(Take(ref rest, length));
        }
        return new RegistryLine(number, state, issuedOn, expiresOn, texts[0], born, borough, texts[1], texts[2], texts[3])
        {
            LineNumber = lineNumber,
            Replaces = isLinked ? Number(replaced) : null,
        };
    }

    private static CardNumber Number(ReadOnlySpan<byte> digits)
    {
        Span<char> text = stackalloc char[CardNumber.DigitCount];
        Encoding.ASCII.GetChars(digits, text);
        return CardNumber.TryParse(text, out var number) ? number : throw new UnreachableException();
    }

    private static DateOnly Day(ReadOnlySpan<byte> day) => DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(day));

    private static Span<byte> Take(ref Span<byte> rest, int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}

/// <summary>A sequence of sealed lines.</summary>
/// <param name="Lines">The sealed bytes.</param>
/// <param name="First">The index of the first line.</param>
/// <param name="Count">The number of lines.</param>
internal readonly record struct SealedPiece(ReadOnlyMemory<byte> Lines, int First, int Count);
