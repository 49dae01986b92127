using Microsoft.EntityFrameworkCore;

namespace PartnerApi.Storage;

/// <summary>
/// The gateway's tables. Every feature adds its entities with an <see cref="IEntityTypeConfiguration{TEntity}"/> in its own folder, so this class has no
/// sets to extend. Not for the hot path: see <see cref="ReadSessions"/>.
/// </summary>
public abstract class GatewayDbContext(DbContextOptions options, StoredModel model) : DbContext(options)
{
    /// <summary>Begins a read-only transaction on one snapshot, which waits for no writer of any process.</summary>
    public abstract IDisposable BeginRead();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var assembly in model.Tables) modelBuilder.ApplyConfigurationsFromAssembly(assembly);
    }
}
