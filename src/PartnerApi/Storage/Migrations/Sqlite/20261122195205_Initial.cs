using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace PartnerApi.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Cards",
                columns: table => new
                {
                    Tag = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Generation = table.Column<long>(type: "INTEGER", nullable: false),
                    Status = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Facts = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RecordKey = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Cards", x => new { x.Tag, x.Generation });
                });

            migrationBuilder.CreateTable(
                name: "Generations",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Generations", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "HolderRecords",
                columns: table => new
                {
                    RowId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Generation = table.Column<long>(type: "INTEGER", nullable: false),
                    Sealed = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HolderRecords", x => new { x.RowId, x.Generation });
                });

            migrationBuilder.CreateTable(
                name: "PersonEntries",
                columns: table => new
                {
                    PersonTag = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RowId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Generation = table.Column<long>(type: "INTEGER", nullable: false),
                    PersonKey = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PersonEntries", x => new { x.PersonTag, x.RowId, x.Generation });
                });

            migrationBuilder.InsertData(
                table: "Generations",
                columns: new[] { "Name", "Value" },
                values: new object[,]
                {
                    { "cards", 0L },
                    { "cards-swept", 0L },
                    { "cards-written", 0L },
                    { "directory", 0L }
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Cards");

            migrationBuilder.DropTable(
                name: "Generations");

            migrationBuilder.DropTable(
                name: "HolderRecords");

            migrationBuilder.DropTable(
                name: "PersonEntries");
        }
    }
}
