namespace PartnerApi.Registry;

/// <summary>Why a file is rejected as a whole: it is not a registry export, or its lines cannot be told apart.</summary>
internal abstract record ExportRejection
{
    private ExportRejection()
    {
    }

    /// <summary>The file has no bytes.</summary>
    public sealed record Empty : ExportRejection;

    /// <summary>The first line contains a CR, so that the whole file may be one line.</summary>
    public sealed record OnlyCarriageReturns : ExportRejection;

    /// <summary>The manifest is malformed.</summary>
    public sealed record MalformedManifest(long Line) : ExportRejection;

    /// <summary>The file ends after its manifest.</summary>
    public sealed record NoHeader : ExportRejection;

    /// <summary>The header does not name the columns.</summary>
    public sealed record InvalidHeader(long Line, LineProblem Problem) : ExportRejection;

    /// <summary>CRs without LF join lines, which together are too long to search for lost cards.</summary>
    public sealed record JoinedLines(long Line) : ExportRejection;
}

/// <summary>A file was rejected: it is not a registry export.</summary>
internal sealed class ExportRejectedException(ExportRejection rejection) : Exception($"The export was rejected ({rejection.GetType().Name}).")
{
    /// <summary>The reason.</summary>
    public ExportRejection Rejection => rejection;
}
