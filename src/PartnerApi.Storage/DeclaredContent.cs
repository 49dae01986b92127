using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PartnerApi.Storage;

/// <summary>One line of <c>schema/tables.csv</c>; <paramref name="Column"/> is empty for the table itself.</summary>
public sealed record ContentLine(string Table, string Column, Content Content, string Reason);

/// <summary>Reads back what a model declares, and refuses one that leaves a table or a column out.</summary>
public static class DeclaredContent
{
    /// <summary>The tables that EF makes for itself.</summary>
    private static readonly ContentLine[] Migrations =
    [
        new("__EFMigrationsHistory", "", Content.Operational, "which migrations this database has"),
        new("__EFMigrationsHistory", "MigrationId", Content.Operational, "name of a migration"),
        new("__EFMigrationsHistory", "ProductVersion", Content.Operational, "version of the migration tool"),
        new("__EFMigrationsLock", "", Content.Operational, "keeps two migrations apart"),
        new("__EFMigrationsLock", "Id", Content.Operational, "always 1"),
        new("__EFMigrationsLock", "Timestamp", Content.Operational, "when a migration started"),
    ];

    /// <summary>Every table and column with what it holds, sorted by name.</summary>
    /// <exception cref="InvalidOperationException">A table or a column declares nothing; the message names them all.</exception>
    public static IReadOnlyList<ContentLine> Of(IModel model)
    {
        var lines = new List<ContentLine>(Migrations);
        var undeclared = new List<string>();
        foreach (var entity in model.GetEntityTypes())
        {
            if (entity.GetTableName() is not { } table) continue;
            Add(entity, table, "");
            foreach (var property in entity.GetProperties()) Add(property, table, property.GetColumnName());
        }
        if (undeclared.Count > 0)
        {
            undeclared.Sort(StringComparer.Ordinal);
            throw new InvalidOperationException($"Tables or columns that do not declare what they hold: {string.Join(", ", undeclared)}.");
        }
        return [.. lines.OrderBy(line => line.Table, StringComparer.Ordinal).ThenBy(line => line.Column, StringComparer.Ordinal)];

        void Add(IReadOnlyAnnotatable declared, string table, string column)
        {
            if (declared.FindAnnotation(ContentExtensions.Annotation)?.Value is not string text) undeclared.Add($"{table}.{column}".TrimEnd('.'));
            else lines.Add(Parse(table, column, text));
        }
    }

    /// <summary>The text of <c>schema/tables.csv</c> (RFC 4180, LF): table, column, content, reason.</summary>
    public static string ToCsv(IEnumerable<ContentLine> lines)
    {
        var csv = new StringBuilder("table,column,content,reason\n");
        foreach (var line in lines)
        {
            var reason = line.Reason.Contains(',', StringComparison.Ordinal) ? $"\"{line.Reason}\"" : line.Reason;
            csv.Append(line.Table).Append(',').Append(line.Column).Append(',').Append(line.Content).Append(',').Append(reason).Append('\n');
        }
        return csv.ToString();
    }

    private static ContentLine Parse(string table, string column, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new ContentLine(table, column, Enum.Parse<Content>(text[..colon]), text[(colon + 2)..]);
    }
}
