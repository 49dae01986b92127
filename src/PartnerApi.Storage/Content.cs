using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PartnerApi.Storage;

/// <summary>What a table or a column holds, as whoever seizes the database sees it.</summary>
public enum Content
{
    /// <summary>Ciphertext with a fresh nonce: noise without a key from outside the database.</summary>
    Sealed,

    /// <summary>An HMAC under a secret, or random bytes: finds a row, tells nothing without the secret.</summary>
    Tag,

    /// <summary>Readable, about a partner organization; never about a person.</summary>
    PartnerData,

    /// <summary>Readable, about the gateway's own running; never about a person.</summary>
    Operational,

    /// <summary>Readable by everybody: published figures, with noise added before they were stored.</summary>
    Published,
}

/// <summary>
/// Declares what each table and column holds. Every entity's configuration declares its own; <see cref="DeclaredContent"/> refuses a model in
/// which one is missing, and <c>schema/tables.csv</c> lists them all for review.
/// </summary>
public static class ContentExtensions
{
    /// <summary>The model annotation's name; its value is <c>{content}: {reason}</c>.</summary>
    public const string Annotation = "PartnerApi:Content";

    /// <summary>Declares a table: its rows are of this kind, and why they are there.</summary>
    public static EntityTypeBuilder<TEntity> Holds<TEntity>(this EntityTypeBuilder<TEntity> table, Content content, string reason)
        where TEntity : class
    {
        Declare(table.Metadata, content, reason);
        return table;
    }

    /// <summary>Declares a table whose entity type is not known at compile time, such as a library's.</summary>
    public static EntityTypeBuilder Holds(this EntityTypeBuilder table, Content content, string reason)
    {
        Declare(table.Metadata, content, reason);
        return table;
    }

    /// <summary>Declares a column.</summary>
    public static PropertyBuilder<TProperty> Holds<TProperty>(this PropertyBuilder<TProperty> column, Content content, string reason)
    {
        Declare(column.Metadata, content, reason);
        return column;
    }

    /// <summary>Declares a column by its property's name, such as a library's or a shadow property's.</summary>
    public static EntityTypeBuilder HoldsColumn(this EntityTypeBuilder table, string property, Content content, string reason)
    {
        Declare(table.Property(property).Metadata, content, reason);
        return table;
    }

    private static void Declare(IMutableAnnotatable declared, Content content, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.AsSpan().ContainsAny('"', '\n', '\r'))
        {
            throw new ArgumentException("A reason is one line of text without quotes.", nameof(reason));
        }
        declared.SetAnnotation(Annotation, $"{content}: {reason}");
    }
}
