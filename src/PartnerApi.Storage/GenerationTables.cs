using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PartnerApi.Storage;

/// <summary>Declares tables whose rows are added and removed under a generation, and never changed. A copy of the database resumes within them.</summary>
public static class GenerationTables
{
    /// <summary>The model annotation's name; its value is the generation's name.</summary>
    internal const string Annotation = "PartnerApi:Generation";

    /// <summary>Declares that the table's rows belong to this generation.</summary>
    public static EntityTypeBuilder<TEntity> HasGeneration<TEntity>(this EntityTypeBuilder<TEntity> table, string generation)
        where TEntity : class
    {
        table.Metadata.SetAnnotation(Annotation, generation);
        return table;
    }
}
