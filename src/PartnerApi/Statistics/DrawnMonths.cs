using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>
/// The drawn values of each month, stored in a file outside the database before they are committed, so that noise is drawn once. If the commit of a release
/// fails, its outcome is unknown, or the database is restored to an earlier state, the next attempt publishes the same values. Two draws of the same counts
/// would cost the budget twice. After the draw, no more events count in the month. Next to it is the claim with which this folder closed the month in the
/// database (<see cref="ClosedMonth"/>), so that no other folder draws it. The files hold only published values and are never deleted.
/// </summary>
internal sealed class DrawnMonths(StorageSettings storage)
{
    /// <summary>The folder within the data folder.</summary>
    public const string FolderName = "releases";

    private const string Extension = ".json";
    private const string ClaimExtension = ".claim";

    /// <summary>The file of a month's drawn values, within the data folder.</summary>
    public static string FileName(Month month) => $"{FolderName}/{month}{Extension}";

    private readonly string folder = Path.Combine(storage.DataFolder, FolderName);

    /// <summary>The newest drawn month; null before the first.</summary>
    /// <exception cref="StoreUnavailableException">The folder cannot be read.</exception>
    public Month? Newest() => Guard<Month?>(() =>
    {
        if (!Directory.Exists(folder)) return null;
        Month? newest = null;
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            if (Month.TryParse(Path.GetFileNameWithoutExtension(file), out var month) && (newest is not { } known || month > known)) newest = month;
        }
        return newest;
    });

    /// <summary>The drawn values of a month; null if it was not drawn.</summary>
    /// <param name="month">The month.</param>
    /// <param name="isOpening">Whether this is the first release, which has no ended cards.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be read.</exception>
    /// <exception cref="ReleaseRejectedException">The file was changed.</exception>
    public ReleasedMonth? Find(Month month, bool isOpening)
    {
        if (ReadIfThere(FileOf(month)) is not { } text) return null;
        try
        {
            var drawn = ReleasedMonth.Parse(text);
            if (drawn.IsComplete && drawn.Ended is null == isOpening) return drawn;
        }
        catch (JsonException error)
        {
            throw Changed(month, error);
        }
        throw Changed(month, cause: null);
    }

    /// <summary>Stores drawn values durably.</summary>
    /// <exception cref="StoreUnavailableException">The values cannot be stored, so nothing may be published.</exception>
    public void Keep(Month month, ReleasedMonth drawn) => Write(FileOf(month), drawn.ToJson(), replace: false);

    /// <summary>
    /// Stores a publication of any host. It replaces values that this folder drew but did not publish, so that a database restored to a state before the
    /// release publishes the same values.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It cannot be stored.</exception>
    public void KeepPublished(Month month, string published)
    {
        if (ReadIfThere(FileOf(month)) != published) Write(FileOf(month), published, replace: true);
    }

    /// <summary>This folder's claim to close a month, created and stored durably on first use.</summary>
    /// <exception cref="StoreUnavailableException">The claim cannot be read or stored.</exception>
    public byte[] Claim(Month month) => FindClaim(month) ?? NewClaim(month);

    /// <summary>Creates a new claim, which no copy of this folder has.</summary>
    /// <exception cref="StoreUnavailableException">The claim cannot be stored.</exception>
    public byte[] NewClaim(Month month)
    {
        var claim = RandomNumberGenerator.GetBytes(ClosedMonth.ClaimLength);
        Write(ClaimOf(month), Base64Url.EncodeToString(claim), replace: true);
        return claim;
    }

    /// <summary>Whether this folder holds the claim with which the month was closed.</summary>
    /// <exception cref="StoreUnavailableException">The claim cannot be read.</exception>
    public bool Holds(Month month, byte[] claim) => FindClaim(month) is { } own && own.AsSpan().SequenceEqual(claim);

    private byte[]? FindClaim(Month month)
    {
        var claim = new byte[ClosedMonth.ClaimLength];
        return ReadIfThere(ClaimOf(month)) is { } text && OpaqueText.TryRead(text, claim) ? claim : null;
    }

    private void Write(string file, string text, bool replace) => Guard(() =>
    {
        DurableFiles.CreateFolder(folder);
        DurableFiles.Write(file, Encoding.UTF8.GetBytes(text), replace);
        return true;
    });

    private string FileOf(Month month) => Path.Combine(folder, month + Extension);

    private string ClaimOf(Month month) => Path.Combine(folder, month + ClaimExtension);

    private static string? ReadIfThere(string file) => Guard(() => File.Exists(file) ? File.ReadAllText(file) : null);

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"the folder '{FolderName}' in the data folder cannot be read or written", cause: error);
        }
    }

    private static ReleaseRejectedException Changed(Month month, Exception? cause) => new(new ReleaseRejection.DrawnValuesChanged(month), cause);
}
