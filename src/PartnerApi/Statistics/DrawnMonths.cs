using System.Text;
using System.Text.Json;
using PartnerApi.Contract;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>
/// What was drawn for each month, in a file outside the database before the database is told: noise is drawn once. If the commit of a release fails, or its
/// outcome is not known, or the database is restored from before it, the next attempt publishes the same values. Two draws of the same counts would cost the
/// budget twice. From the draw on, a month takes no more events. The files hold nothing but what is published, and stay.
/// </summary>
internal sealed class DrawnMonths(StorageSettings storage)
{
    /// <summary>The folder within the data folder.</summary>
    public const string FolderName = "releases";

    private const string Extension = ".json";

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
        var file = FileOf(month);
        if (!File.Exists(file)) return null;
        var text = Guard(() => File.ReadAllText(file));
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
    public void Keep(Month month, ReleasedMonth drawn) => Guard(() =>
    {
        if (!Directory.Exists(folder))
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            DurableFiles.FlushFolder(storage.DataFolder);
        }
        DurableFiles.Write(FileOf(month), Encoding.UTF8.GetBytes(drawn.ToJson()));
        return true;
    });

    private string FileOf(Month month) => Path.Combine(folder, month + Extension);

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
