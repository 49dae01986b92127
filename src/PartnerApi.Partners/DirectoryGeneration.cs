using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>The generation of partners, agreements, clients, and benefits, and its row.</summary>
public sealed class DirectoryGeneration : IEntityTypeConfiguration<Generation>
{
    /// <summary>Raised by every change.</summary>
    public const string Name = "directory";

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Generation> builder) => builder.HasData(new Generation { Name = Name, Value = 0 });
}

/// <summary>Publishes a change of the directory.</summary>
public static class DirectoryChanges
{
    /// <summary>Raises the directory's generation in the transaction of the change, so that every process sees both at its next request.</summary>
    public static void RaiseDirectory(this GatewayDbContext context) =>
        context.Set<Generation>().Single(generation => generation.Name == DirectoryGeneration.Name).Value++;
}
