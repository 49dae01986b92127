using Microsoft.EntityFrameworkCore;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage.Tests;

public sealed class DeclaredContentTests : IDisposable
{
    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Trait("Store", "Sqlite")]
    [Fact]
    public void Declared_tables_and_columns_equal_those_in_the_file()
    {
        using var context = store.Get<IDbContextFactory<GatewayDbContext>>().CreateDbContext();
        var declared = DeclaredContent.Of(context.Model).Select(line => $"{line.Table}.{line.Column}").ToHashSet();
        var present = new HashSet<string>();
        using (var connection = RawConnection.OpenWrite(store.DatabaseFile))
        using (var columns = connection.Prepare("SELECT m.name, c.name FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'"))
        {
            while (columns.Step())
            {
                present.Add($"{columns.Text(0)}.");
                present.Add($"{columns.Text(0)}.{columns.Text(1)}");
            }
        }
        Assert.Equal(declared.Order(StringComparer.Ordinal), present.Order(StringComparer.Ordinal));
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public void No_table_has_a_row_id_that_reveals_insertion_order()
    {
        Assert.Equal(0, store.Scalar(
            "SELECT count(*) FROM pragma_table_list " +
            "WHERE schema = 'main' AND type = 'table' AND wr = 0 AND name NOT LIKE 'sqlite%' AND name <> '__EFMigrationsLock'"));
    }

    [Fact]
    public void Undeclared_table_and_column_are_rejected_by_name()
    {
        var options = new DbContextOptionsBuilder<ForgetfulContext>().UseSqlite("Data Source=:memory:");
        using var context = new ForgetfulContext(options.Options);
        var error = Assert.Throws<InvalidOperationException>(() => DeclaredContent.Of(context.Model));
        Assert.EndsWith("content: Forgotten, Forgotten.Name, Remembered.Note.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_is_sorted_and_quotes_commas()
    {
        var csv = DeclaredContent.ToCsv([new("A", "", Content.Sealed, "why, and how"), new("A", "B", Content.Tag, "plain")]);
        Assert.Equal("table,column,content,reason\nA,,Sealed,\"why, and how\"\nA,B,Tag,plain\n", csv);

        using var context = store.Get<IDbContextFactory<GatewayDbContext>>().CreateDbContext();
        var lines = DeclaredContent.Of(context.Model).Select(line => $"{line.Table},{line.Column}").ToList();
        Assert.Equal(lines.Order(StringComparer.Ordinal), lines);
        Assert.Contains("Cards,Tag", lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    [InlineData("a \"quote\"")]
    public void Reason_must_be_one_line_without_quotes(string reason) =>
        Assert.Throws<ArgumentException>(() => new ModelBuilder().Entity<Forgotten>().Holds(Content.Sealed, reason));

    internal sealed class Forgotten
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }

    internal sealed class Remembered
    {
        public int Id { get; set; }

        public string Note { get; set; } = "";
    }

    internal sealed class ForgetfulContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Forgotten>().ToTable("Forgotten").Property(row => row.Id).Holds(Content.Operational, "a number");
            var remembered = modelBuilder.Entity<Remembered>().ToTable("Remembered").Holds(Content.Operational, "a table");
            remembered.HoldsColumn(nameof(Remembered.Id), Content.Operational, "a number");
        }
    }
}
