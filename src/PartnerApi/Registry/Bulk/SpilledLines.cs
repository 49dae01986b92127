using System.Buffers.Binary;
using System.Text;
using PartnerApi.Policy;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// The good lines of an import, sealed in a temporary file, until all of them are read and it is known what each of them means beside the others. In
/// memory is where each line is, and which card it is about.
/// </summary>
internal sealed class SpilledLines(SpillFolder folder) : IDisposable
{
    private const int FixedLength = CardNumber.DigitCount + 1 + 3 * sizeof(int) + 1 + sizeof(long) + 1 + CardNumber.DigitCount;
    private const int Texts = 4;

    private readonly SealedFile file = new(folder, "lines");
    private readonly List<long> positions = [];
    private readonly Dictionary<CardNumber, int> places = [];
    private readonly HashSet<int> setAside = [];
    private readonly byte[] plain = new byte[SealedFile.MostPlain];

    /// <summary>How many lines there are.</summary>
    public int Count => positions.Count;

    /// <summary>How many of them are not set aside.</summary>
    public long Taken => positions.Count - setAside.Count;

    /// <summary>The place of a line about a card that another line is about, with that other line's place: the first of them.</summary>
    public List<(int Place, int First)> Repeated { get; } = [];

    /// <summary>Lines that say which card theirs replaces, by their place.</summary>
    public Dictionary<int, (CardNumber Number, CardNumber Replaces)> Links { get; } = [];

    /// <summary>Keeps a line.</summary>
    public void Add(RegistryLine line)
    {
        var place = positions.Count;
        positions.Add(file.Append(plain.AsSpan(0, Write(line, plain))));
        if (!places.TryAdd(line.Number, place)) Repeated.Add((place, places[line.Number]));
        if (line.Replaces is { } replaced) Links.Add(place, (line.Number, replaced));
    }

    /// <summary>All lines are there; from now on they are read.</summary>
    public void Complete() => file.Complete();

    /// <summary>The place of the card's line, of the first if there are several; null when it has none, or that one is set aside.</summary>
    public int? PlaceOf(CardNumber number) => places.TryGetValue(number, out var place) && !setAside.Contains(place) ? place : null;

    /// <summary>Sets a line aside: it is not taken. False when it was set aside already.</summary>
    public bool SetAside(int place) => setAside.Add(place);

    /// <summary>Whether a line is set aside.</summary>
    public bool IsSetAside(int place) => setAside.Contains(place);

    /// <summary>Reads a line. Safe for concurrent use, once complete.</summary>
    public RegistryLine Read(int place)
    {
        Span<byte> record = stackalloc byte[SealedFile.MostPlain];
        return Parse(record[..file.Read(positions[place], record)]);
    }

    /// <summary>The lines in pieces, each still sealed, in the order of the file.</summary>
    public IEnumerable<SealedPiece> Pieces(int bytesInPiece)
    {
        var (position, place) = (0L, 0);
        while (place < Count)
        {
            var bytes = new byte[bytesInPiece];
            var (length, records) = file.ReadSealed(position, bytes);
            yield return new SealedPiece(bytes.AsMemory(0, length), place, records);
            position += length;
            place += records;
        }
    }

    /// <summary>Opens the first line of a piece's bytes and moves on to the next. Safe for concurrent use.</summary>
    public RegistryLine Next(ref ReadOnlySpan<byte> sealedLines, Span<byte> room) => Parse(room[..file.Next(ref sealedLines, room)]);

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
        return CardNumber.TryParse(text, out var number) ? number : throw new InvalidDataException("A temporary file of the import is damaged.");
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

/// <summary>Lines that come one after another, still sealed.</summary>
/// <param name="Lines">Their bytes.</param>
/// <param name="First">The first one's place.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct SealedPiece(ReadOnlyMemory<byte> Lines, int First, int Count);
