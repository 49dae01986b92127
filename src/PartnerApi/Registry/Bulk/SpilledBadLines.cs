using System.Buffers.Binary;
using System.Text;

namespace PartnerApi.Registry.Bulk;

/// <summary>A line that was set aside: its number in the file, what is wrong with it, and the line as it was.</summary>
internal sealed record SetAsideLine(long LineNumber, LineProblem Problem, byte[] Text);

/// <summary>The lines that are set aside, sealed in a temporary file until the import has happened and they are handed to the operator.</summary>
internal sealed class SpilledBadLines(SpillFolder folder) : IDisposable
{
    private const int FixedLength = sizeof(int) + sizeof(ushort);

    private readonly SealedFile file = new(folder, "bad-lines");
    private readonly List<(long LineNumber, long Position)> lines = [];

    /// <summary>How many there are.</summary>
    public long Count => lines.Count;

    /// <summary>Keeps a line of a file that has, or has not, the column <c>replaces</c>.</summary>
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

    /// <summary>The lines in the order of the import's file.</summary>
    public IEnumerable<SetAsideLine> InOrder()
    {
        file.Complete();
        foreach (var (number, position) in lines.OrderBy(line => line.LineNumber)) yield return Read(number, position);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private SetAsideLine Read(long number, long position)
    {
        Span<byte> room = stackalloc byte[SealedFile.MostPlain];
        ReadOnlySpan<byte> record = room[..file.Read(position, room)];
        var column = BinaryPrimitives.ReadInt32BigEndian(record);
        var reason = BinaryPrimitives.ReadUInt16BigEndian(record[sizeof(int)..]);
        var problem = new LineProblem(column < 0 ? null : column, Encoding.UTF8.GetString(record.Slice(FixedLength, reason)));
        return new SetAsideLine(number, problem, record[(FixedLength + reason)..].ToArray());
    }
}
