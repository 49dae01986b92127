using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Tests.Storage;

/// <summary>Imports of lines in memory, without limits on what they change unless a test sets some.</summary>
internal static class TestImports
{
    /// <summary>Options that stop at the first bad line.</summary>
    public static ImportOptions Options { get; } = new()
    {
        OnBadLine = line => throw new InvalidDataException(line.Problem.At(line.LineNumber)),
        Reactivations = long.MaxValue,
        OtherChanges = long.MaxValue,
    };

    /// <summary>Options that set bad lines aside, and tell of them as they are found.</summary>
    public static ImportOptions Skipping(Action<BadLine> onBadLine) => Options with { OnBadLine = onBadLine };

    /// <summary>Imports lines.</summary>
    public static ImportResult Write(
        this CardBulkWriter writer, IEnumerable<RegistryLine> lines, ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken? cancellation = null) =>
        writer.Write(new RegistryLines(lines, asOf: null), options ?? Options, progress, cancellation ?? TestContext.Current.CancellationToken);
}
