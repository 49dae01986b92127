using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Sealing;
using PartnerApi.Storage.Setup;
using PartnerApi.Storage.Sqlite;
using SQLitePCL;

namespace PartnerApi.Commands;

/// <summary>
/// The one line that a failed command shows. It shows only messages that are known to contain no personal data. For an unexpected error, it shows only the
/// type and the location.
/// </summary>
internal static class ErrorLine
{
    private const string FullDiskText = "The disk is full. Nothing was changed.";

    public static string For(Exception error) => OneLine(error switch
    {
        AggregateException { InnerException: { } inner } => For(inner),

        // These messages are written for operators. They come first because their causes, such as database errors, say less.
        RefusedException refused => refused.Message,
        SettingException setting => setting.Message,
        SecretNotLoadedException missing => missing.Message,
        SchemaDeclarationException declaration => declaration.Message,
        _ when error is not (SqliteException or DbUpdateException { InnerException: SqliteException }) && StoreFailures.Find(error) is { } store =>
            store.Message,
        DbUpdateException { InnerException: SqliteException inner } => Database(inner),
        SqliteException database => Database(database),
        UnauthorizedAccessException denied => denied.Message,
        _ when FullDisk.Caused(error) => FullDiskText,
        IOException file => file.Message,

        // The sandbox has no personal data, and developers need the message.
        _ when SandboxMode.IsOn => $"{error.GetType().Name} in {Place(error)}: {error.Message}",
        _ => $"An unexpected error occurred ({error.GetType().Name} in {Place(error)}). Details are not shown because they might contain personal data.",
    });

    /// <summary>The message for an error of SQLite.</summary>
    public static string Database(SqliteException error) => SqliteTrouble.Find(error)?.Trouble switch
    {
        StoreTrouble.Busy => "The database is busy: another command is writing to it. Try again when it has ended.",
        StoreTrouble.ReadOnly => "The database is read-only for this user. Nothing was changed.",
        StoreTrouble.Full => FullDiskText,
        _ => error.SqliteErrorCode switch
        {
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "The database file is damaged or is not a database.",
            raw.SQLITE_CANTOPEN => "The database file cannot be opened. Check that the data folder exists and is writable.",
            raw.SQLITE_IOERR => "Reading or writing the database file failed (I/O error).",
            var other => $"The database rejected the operation (SQLite result code {other}).",
        },
    };

    private static string Place(Exception error) => $"{error.TargetSite?.DeclaringType?.Name}.{error.TargetSite?.Name}";

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
