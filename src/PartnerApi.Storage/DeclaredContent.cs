using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PartnerApi.Storage;

/// <summary>One line of <c>schema/tables.csv</c>. <paramref name="Column"/> is empty for the table itself.</summary>
public sealed record ContentLine(string Table, string Column, Content Content, string Reason);

/// <summary>Reads the declarations of a model, and rejects a model with an undeclared table or column.</summary>
public static class DeclaredContent
{
    /// <summary>The tables that EF creates for its migrations.</summary>
    private static readonly ContentLine[] Migrations =
    [
        new("__EFMigrationsHistory", "", Content.Operational, "the applied migrations"),
        new("__EFMigrationsHistory", "MigrationId", Content.Operational, "the name of a migration"),
        new("__EFMigrationsHistory", "ProductVersion", Content.Operational, "the version of the migration tool"),
        new("__EFMigrationsLock", "", Content.Operational, "a lock against concurrent migrations"),
        new("__EFMigrationsLock", "Id", Content.Operational, "always 1"),
        new("__EFMigrationsLock", "Timestamp", Content.Operational, "the start of a migration"),
    ];

    /// <summary>Every table and column with its content, sorted by name.</summary>
    /// <exception cref="InvalidOperationException">A table or column has no declaration. The message names all of them.</exception>
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
            throw new InvalidOperationException($"These tables or columns do not declare their content: {string.Join(", ", undeclared)}.");
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
