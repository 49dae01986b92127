using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PartnerApi.Storage;

/// <summary>Where the tables and the migrations are. Storage itself knows no feature.</summary>
/// <param name="migrations">The assembly that has the migrations of both databases.</param>
/// <param name="tables">The assemblies that have an <see cref="IEntityTypeConfiguration{TEntity}"/> for each of their tables.</param>
public sealed class StoredModel(Assembly migrations, params IReadOnlyList<Assembly> tables)
{
    /// <summary>The simple name of the assembly that has the migrations.</summary>
    internal string Migrations { get; } = migrations.GetName().Name!;

    /// <summary>The ids of the migrations of a context, in order.</summary>
    internal IReadOnlyList<string> MigrationsOf(Type context) =>
    [
        .. migrations.GetTypes().Where(type => type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal),
    ];

    /// <summary>The assemblies that have tables, including this one.</summary>
    internal IReadOnlyList<Assembly> Tables { get; } = [typeof(StoredModel).Assembly, .. tables];
}
