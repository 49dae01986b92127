using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Sealing;
using PartnerApi.Storage.Setup;

namespace PartnerApi.Commands;

/// <summary>
/// The one line that a failed command shows. Only messages known to hold no personal data are passed on; of anything
/// unexpected the type is named and nothing else.
/// </summary>
internal static class ErrorLine
{
    private const int NoSpaceLeft = 28; // ENOSPC

    /// <summary>The line for this error; never more than one.</summary>
    public static string For(Exception error) => OneLine(error switch
    {
        AggregateException { InnerException: { } inner } => For(inner),

        // Said on purpose, also of a database: what caused it says less.
        CommandRefusedException refused => refused.Message,
        SettingException setting => setting.Message,
        SecretNotLoadedException missing => missing.Message,
        SchemaDeclarationException declaration => declaration.Message,
        _ when error is not (SqliteException or DbUpdateException { InnerException: SqliteException }) && StoreFailures.Find(error) is { } store =>
            store.Message,
        DbUpdateException { InnerException: SqliteException inner } => Database(inner.SqliteErrorCode),
        SqliteException database => Database(database.SqliteErrorCode),
        UnauthorizedAccessException denied => denied.Message,
        IOException { HResult: var code } when (code & 0xFFFF) == NoSpaceLeft => "The disk is full; nothing was changed.",
        IOException file => file.Message,

        // The sandbox holds nobody's data, and who develops has to see what is wrong.
        _ when SandboxMode.IsOn => $"{error.GetType().Name} in {Place(error)}: {error.Message}",
        _ => $"Something unexpected happened ({error.GetType().Name} in {Place(error)}); nothing more is shown because it might hold personal data.",
    });

    /// <summary>What a SQLite result code (sqlite.org/rescode.html) means to the person at the keyboard.</summary>
    public static string Database(int resultCode) => (resultCode & 0xFF) switch
    {
        5 or 6 => "The database is busy: another command is writing to it. Try again when that has ended.",
        8 => "The database is read-only for this user; nothing was changed.",
        11 or 26 => "The database file is damaged, or is not a database.",
        13 => "The disk is full; nothing was changed.",
        14 => "The database file cannot be opened: check that the data folder exists and may be written.",
        10 => "Reading or writing the database file failed (I/O error).",
        var other => $"The database refused the operation (SQLite result code {other}).",
    };

    private static string Place(Exception error) => $"{error.TargetSite?.DeclaringType?.Name}.{error.TargetSite?.Name}";

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
