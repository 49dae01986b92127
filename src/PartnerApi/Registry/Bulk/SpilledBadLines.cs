using System.Buffers.Binary;
using System.Text;

namespace PartnerApi.Registry.Bulk;

/// <summary>A skipped line: its number in the file, its problem, and its original text.</summary>
internal sealed record SkippedLine(long LineNumber, LineProblem Problem, byte[] Text);

/// <summary>The skipped lines, sealed in a temporary file until the import is complete and the operator receives them.</summary>
internal sealed class SpilledBadLines(SpillFolder folder) : IDisposable
{
    private const int FixedLength = sizeof(int) + sizeof(ushort);

    private readonly SealedFile file = new(folder, "bad-lines");
    private readonly List<(long LineNumber, long Position)> lines = [];

    public long Count => lines.Count;

    /// <summary>Adds a line. <paramref name="withReplaces"/> says whether its file has the column <c>replaces</c>.</summary>
    public void Add(BadLine line, bool withReplaces)
    {
        var text = line.Bytes(withReplaces);
        Span<byte> record = stackalloc byte[SealedFile.MostPlain];
        BinaryPrimitives.WriteInt32BigEndian(record, line.Problem.Column ?? -1);
        var reason = Encoding.UTF8.GetBytes(line.Problem.Reason, record[FixedLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(record[sizeof(int)..], (ushort)reason);
        text.Span.CopyTo(record[(FixedLength + reason)..]);
        lines.Add((line.LineNumber, file.Append(record[..(FixedLength + reason + text.Length)])));
    }

    /// <summary>The lines in file order.</summary>
    public IEnumerable<SkippedLine> InOrder()
    {
        file.Complete();
        foreach (var (number, position) in lines.OrderBy(line => line.LineNumber)) yield return Read(number, position);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private SkippedLine Read(long number, long position)
    {
        Span<byte> buffer = stackalloc byte[SealedFile.MostPlain];
        ReadOnlySpan<byte> record = buffer[..file.Read(position, buffer)];
        var column = BinaryPrimitives.ReadInt32BigEndian(record);
        var reason = BinaryPrimitives.ReadUInt16BigEndian(record[sizeof(int)..]);
        var problem = new LineProblem(column < 0 ? null : column, Encoding.UTF8.GetString(record.Slice(FixedLength, reason)));
        return new SkippedLine(number, problem, record[(FixedLength + reason)..].ToArray());
    }
}
