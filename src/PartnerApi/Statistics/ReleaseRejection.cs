using System.Diagnostics;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>Why a month is not released until the operator acts. Nothing of it was published.</summary>
internal abstract record ReleaseRejection
{
    private ReleaseRejection()
    {
    }

    /// <summary>Another data folder closed the month and may have drawn its noise.</summary>
    public sealed record ClosedElsewhere(Month Month, string Host) : ReleaseRejection;

    /// <summary>The file of the drawn values was changed.</summary>
    public sealed record DrawnValuesChanged(Month Month) : ReleaseRejection;
}

/// <summary>A release was rejected.</summary>
internal sealed class ReleaseRejectedException(ReleaseRejection rejection, Exception? cause = null)
    : Exception($"The release was rejected ({rejection.GetType().Name}).", cause)
{
    /// <summary>The reason.</summary>
    public ReleaseRejection Rejection => rejection;
}

/// <summary>The reasons for rejected releases, for the operator. They are here and not with the commands because <see cref="ReleaseJob"/> logs them too.</summary>
internal static class ReleaseRejectionText
{
    /// <summary>The text for a rejection: what is wrong, then what to do. It has no full stop at the end.</summary>
    public static string Of(ReleaseRejection rejection) => rejection switch
    {
        ReleaseRejection.ClosedElsewhere { Month: var month, Host: var host } =>
            $"The gateway on host {host} closed the month {month} from another data folder and may have drawn its noise. Release the month there, or copy the "
            + $"folder '{DrawnMonths.FolderName}' from that data folder into this one. If that folder is lost, run 'statistics release --take-over'",
        ReleaseRejection.DrawnValuesChanged { Month: var month } =>
            $"The file {DrawnMonths.FileName(month)} in the data folder was changed. Restore it from a backup. No month is released until then",
        _ => throw new UnreachableException(),
    };
}
