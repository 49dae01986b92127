using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.TestHost;

/// <summary>Imports lines from memory, without limits on changes unless a test sets them.</summary>
internal static class TestImports
{
    /// <summary>Options that stop at the first bad line.</summary>
    public static ImportOptions Options { get; } = new()
    {
        OnBadLine = line => throw new InvalidDataException(line.Problem.At(line.LineNumber)),
        Reactivations = long.MaxValue,
        OtherChanges = long.MaxValue,
    };

    /// <summary>Options that skip bad lines and report each to the callback.</summary>
    public static ImportOptions Skipping(Action<BadLine> onBadLine) => Options with { OnBadLine = onBadLine };

    /// <summary>Imports lines.</summary>
    public static ImportResult Write(
        this CardBulkWriter writer, IEnumerable<RegistryLine> lines, ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken? cancellation = null) =>
        writer.Write(new RegistryLines(lines, asOf: null), options ?? Options, progress, cancellation ?? TestContext.Current.CancellationToken);
}
