using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PartnerApi.Storage;

/// <summary>The kind of content of a table or column, from the view of an attacker who has the database.</summary>
public enum Content
{
    /// <summary>Ciphertext with a random nonce, which is noise without a key from outside the database.</summary>
    Sealed,

    /// <summary>An HMAC under a secret, or random bytes. Finds a row, and reveals nothing without the secret.</summary>
    Tag,

    /// <summary>Readable data about a partner organization, never about a person.</summary>
    PartnerData,

    /// <summary>Readable data about the gateway's operation, never about a person.</summary>
    Operational,

    /// <summary>Public data: published figures, with noise added before they were stored.</summary>
    Published,
}

/// <summary>
/// Declares the content of tables and columns. Every entity configuration declares its own. <see cref="DeclaredContent"/> rejects a model with a
/// missing declaration, and <c>schema/tables.csv</c> lists all of them for review.
/// </summary>
public static class ContentExtensions
{
    /// <summary>The name of the model annotation, whose value is <c>{content}: {reason}</c>.</summary>
    public const string Annotation = "PartnerApi:Content";

    /// <summary>Declares the content of a table and the reason for storing it.</summary>
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
            throw new ArgumentException("Expected one line of text without quotes.", nameof(reason));
        }
        declared.SetAnnotation(Annotation, $"{content}: {reason}");
    }
}
