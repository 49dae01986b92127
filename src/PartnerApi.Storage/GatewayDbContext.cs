using Microsoft.EntityFrameworkCore;

namespace PartnerApi.Storage;

/// <summary>
/// The gateway's tables. Every feature brings its entities with an <see cref="IEntityTypeConfiguration{TEntity}"/> in its own folder; there are no
/// sets here to extend. Not for the hot path: see <see cref="ReadSessions"/>.
/// </summary>
public abstract class GatewayDbContext(DbContextOptions options, StoredModel model) : DbContext(options)
{
    /// <summary>Begins a transaction that only reads, over one snapshot: it waits for no writer, also not for one outside.</summary>
    public abstract IDisposable BeginRead();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var assembly in model.Tables) modelBuilder.ApplyConfigurationsFromAssembly(assembly);
    }
}
