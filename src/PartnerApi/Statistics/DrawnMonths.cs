using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PartnerApi.Core;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>
/// What was drawn for each month, in a file outside the database before the database is told: noise is drawn once. If the commit of a release fails, or its
/// outcome is not known, or the database is restored from before it, the next attempt publishes the same values. Two draws of the same counts would cost the
/// budget twice. From the draw on, a month takes no more events. Beside it is the claim with which this folder closed the month in the database
/// (<see cref="ClosedMonth"/>): no other folder draws it. The files hold nothing but what is published, and stay.
/// </summary>
internal sealed class DrawnMonths(StorageSettings storage)
{
    /// <summary>The folder within the data folder.</summary>
    public const string FolderName = "releases";

    private const string Extension = ".json";
    private const string ClaimExtension = ".claim";

    private readonly string folder = Path.Combine(storage.DataFolder, FolderName);

    /// <summary>The newest month that was drawn; null when none was.</summary>
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

    /// <summary>What was drawn for a month; null when nothing was.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file was changed.</exception>
    public ReleasedMonth? Find(Month month)
    {
        if (ReadIfThere(FileOf(month)) is not { } text) return null;
        try
        {
            var drawn = ReleasedMonth.Parse(text);
            if (drawn.Cells.Length == EnrollmentGrid.Cells && drawn.Measured.Count == EnrollmentGrid.Levels.Count) return drawn;
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw Changed(month, error);
        }
        throw Changed(month, cause: null);
    }

    /// <summary>Keeps what was drawn; durable when it returns.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be kept: nothing may be published.</exception>
    public void Keep(Month month, ReleasedMonth drawn) => Write(FileOf(month), drawn.ToJson(), replace: false);

    /// <summary>
    /// Keeps a publication of any host. It replaces values that this folder drew and did not publish, so that a database restored from before the release has
    /// one thing to publish.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It cannot be kept.</exception>
    public void KeepPublished(Month month, string published)
    {
        if (ReadIfThere(FileOf(month)) != published) Write(FileOf(month), published, replace: true);
    }

    /// <summary>The claim with which this folder closes a month, durable before the database knows it.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read or kept.</exception>
    public byte[] Claim(Month month) => FindClaim(month) ?? NewClaim(month);

    /// <summary>A claim that no copy of this folder has.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be kept.</exception>
    public byte[] NewClaim(Month month)
    {
        var claim = RandomNumberGenerator.GetBytes(ClosedMonth.ClaimLength);
        Write(ClaimOf(month), Base64Url.EncodeToString(claim), replace: true);
        return claim;
    }

    /// <summary>Whether it was this folder that closed the month with a claim.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read.</exception>
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
            throw new StoreUnavailableException("the folder of what was drawn for releases cannot be used", cause: error);
        }
    }

    private static InvalidDataException Changed(Month month, Exception? cause) =>
        new($"The file {FolderName}/{month}{Extension} of the data folder was changed: bring it back from a backup. Nothing is released before", cause);
}
