namespace PartnerApi.Registry.Bulk;

/// <summary>Why an import is rejected as a whole, although its lines can be read. Nothing was imported.</summary>
internal abstract record ImportRejection
{
    private ImportRejection()
    {
    }

    /// <summary>The file has another number of lines than expected.</summary>
    public sealed record UnexpectedCount(long Lines, long Expected) : ImportRejection;

    /// <summary>The as-of date is after today, or after the day of the trusted time if the clock is not trusted.</summary>
    public sealed record TooLateAsOf(DateOnly AsOf, DateOnly Today, bool ClockIsTrusted) : ImportRejection;

    /// <summary>The as-of date is before the newest one of earlier imports.</summary>
    public sealed record OlderThanEarlier(DateOnly AsOf, DateOnly Newest) : ImportRejection;

    /// <summary>More lost or revoked cards would become active than allowed (<see cref="ImportSettings.Reactivations"/>).</summary>
    public sealed record TooManyReactivations(long Cards) : ImportRejection;

    /// <summary>More cards would change than allowed (<see cref="ImportSettings.ChangesPercent"/>).</summary>
    public sealed record TooManyChanges(ImportChanges Changes, long InForce) : ImportRejection;
}

/// <summary>An import was rejected.</summary>
internal sealed class ImportRejectedException(ImportRejection rejection) : Exception($"The import was rejected ({rejection.GetType().Name}).")
{
    /// <summary>The reason.</summary>
    public ImportRejection Rejection => rejection;
}
