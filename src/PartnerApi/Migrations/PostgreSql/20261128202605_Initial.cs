using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace PartnerApi.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Accounts",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    PasswordHash = table.Column<string>(type: "text", maxLength: 200, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Accounts", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "Benefits",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", maxLength: 200, nullable: false, collation: "C"),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Until = table.Column<DateOnly>(type: "date", nullable: true),
                    Rule = table.Column<string>(type: "text", maxLength: 4096, nullable: false, collation: "C"),
                    Usage = table.Column<string>(type: "text", maxLength: 200, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Benefits", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Cards",
                columns: table => new
                {
                    Tag = table.Column<byte[]>(type: "bytea", nullable: false),
                    Generation = table.Column<long>(type: "bigint", nullable: false),
                    Status = table.Column<byte[]>(type: "bytea", nullable: false),
                    Facts = table.Column<byte[]>(type: "bytea", nullable: false),
                    RecordKey = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Cards", x => new { x.Tag, x.Generation });
                });

            migrationBuilder.CreateTable(
                name: "ClientCredentials",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    ClientId = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    ClientSecret = table.Column<string>(type: "text", maxLength: 400, nullable: true, collation: "C"),
                    ClientType = table.Column<string>(type: "text", maxLength: 16, nullable: true, collation: "C"),
                    ConcurrencyToken = table.Column<string>(type: "text", maxLength: 64, nullable: true, collation: "C"),
                    JsonWebKeySet = table.Column<string>(type: "text", maxLength: 20000, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientCredentials", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ClosedMonths",
                columns: table => new
                {
                    Month = table.Column<long>(type: "bigint", nullable: false),
                    Claim = table.Column<byte[]>(type: "bytea", maxLength: 16, nullable: false),
                    Host = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClosedMonths", x => x.Month);
                });

            migrationBuilder.CreateTable(
                name: "CurrentCards",
                columns: table => new
                {
                    HolderTag = table.Column<byte[]>(type: "bytea", nullable: false),
                    Generation = table.Column<long>(type: "bigint", nullable: false),
                    Sealed = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CurrentCards", x => new { x.HolderTag, x.Generation });
                });

            migrationBuilder.CreateTable(
                name: "EnrollmentCounters",
                columns: table => new
                {
                    Month = table.Column<long>(type: "bigint", nullable: false),
                    Sealed = table.Column<byte[]>(type: "bytea", maxLength: 508, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnrollmentCounters", x => x.Month);
                });

            migrationBuilder.CreateTable(
                name: "EnrollmentReleases",
                columns: table => new
                {
                    Month = table.Column<long>(type: "bigint", nullable: false),
                    PublishedOn = table.Column<long>(type: "bigint", nullable: false),
                    Published = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnrollmentReleases", x => x.Month);
                });

            migrationBuilder.CreateTable(
                name: "Generations",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    Value = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Generations", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "HolderRecords",
                columns: table => new
                {
                    RowId = table.Column<byte[]>(type: "bytea", nullable: false),
                    Generation = table.Column<long>(type: "bigint", nullable: false),
                    Sealed = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HolderRecords", x => new { x.RowId, x.Generation });
                });

            migrationBuilder.CreateTable(
                name: "ImportState",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    AsOf = table.Column<long>(type: "bigint", nullable: false),
                    FinalAsOf = table.Column<long>(type: "bigint", nullable: false),
                    LastAsOf = table.Column<long>(type: "bigint", nullable: false),
                    LastCards = table.Column<long>(type: "bigint", nullable: false),
                    LastCovered = table.Column<long>(type: "bigint", nullable: false),
                    LastInForce = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ImportState", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Partners",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", maxLength: 200, nullable: false, collation: "C"),
                    Audience = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Status = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C"),
                    SectorKey = table.Column<byte[]>(type: "bytea", maxLength: 60, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Partners", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PersonEntries",
                columns: table => new
                {
                    PersonTag = table.Column<byte[]>(type: "bytea", nullable: false),
                    RowId = table.Column<byte[]>(type: "bytea", nullable: false),
                    Generation = table.Column<long>(type: "bigint", nullable: false),
                    PersonKey = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PersonEntries", x => new { x.PersonTag, x.RowId, x.Generation });
                });

            migrationBuilder.CreateTable(
                name: "PrivacyBudget",
                columns: table => new
                {
                    Month = table.Column<long>(type: "bigint", nullable: false),
                    EpsilonMillionths = table.Column<long>(type: "bigint", nullable: false),
                    BookedOn = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PrivacyBudget", x => x.Month);
                });

            migrationBuilder.CreateTable(
                name: "RedemptionEffects",
                columns: table => new
                {
                    Tag = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RedemptionEffects", x => x.Tag);
                });

            migrationBuilder.CreateTable(
                name: "RedemptionKeys",
                columns: table => new
                {
                    PartnerId = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    KeyTag = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Fingerprint = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Decision = table.Column<long>(type: "bigint", nullable: false),
                    RedemptionId = table.Column<byte[]>(type: "bytea", maxLength: 16, nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RedemptionKeys", x => new { x.PartnerId, x.KeyTag });
                });

            migrationBuilder.CreateTable(
                name: "Redemptions",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "bytea", maxLength: 16, nullable: false),
                    PartnerId = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    BenefitId = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    SubjectTag = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Sealed = table.Column<byte[]>(type: "bytea", maxLength: 60, nullable: false),
                    RedeemedAt = table.Column<long>(type: "bigint", nullable: false),
                    RedeemedOn = table.Column<long>(type: "bigint", nullable: false),
                    ValidUntil = table.Column<long>(type: "bigint", nullable: false),
                    Usage = table.Column<string>(type: "text", maxLength: 200, nullable: false, collation: "C"),
                    ReversedAt = table.Column<long>(type: "bigint", nullable: false),
                    ReversalReason = table.Column<string>(type: "text", maxLength: 32, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Redemptions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SecretChecks",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C"),
                    Check = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SecretChecks", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "TrustedTime",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrustedTime", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Agreements",
                columns: table => new
                {
                    PartnerId = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Until = table.Column<DateOnly>(type: "date", nullable: true),
                    Status = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C"),
                    Purposes = table.Column<string>(type: "text", maxLength: 500, nullable: false, collation: "C"),
                    Benefits = table.Column<string>(type: "text", maxLength: 2000, nullable: false, collation: "C"),
                    AnswersPerHour = table.Column<int>(type: "integer", nullable: true),
                    AnswersPerDay = table.Column<int>(type: "integer", nullable: true),
                    RequestsPerSecond = table.Column<int>(type: "integer", nullable: true),
                    Concurrent = table.Column<int>(type: "integer", nullable: true),
                    ReceiptsPerRequest = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Agreements", x => x.PartnerId);
                    table.ForeignKey(
                        name: "FK_Agreements_Partners_PartnerId",
                        column: x => x.PartnerId,
                        principalTable: "Partners",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Clients",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    PartnerId = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Status = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Clients", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Clients_Partners_PartnerId",
                        column: x => x.PartnerId,
                        principalTable: "Partners",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
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

            migrationBuilder.CreateIndex(
                name: "IX_ClientCredentials_ClientId",
                table: "ClientCredentials",
                column: "ClientId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Clients_PartnerId",
                table: "Clients",
                column: "PartnerId");

            migrationBuilder.CreateIndex(
                name: "IX_RedemptionEffects_CreatedAt",
                table: "RedemptionEffects",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_RedemptionKeys_CreatedAt",
                table: "RedemptionKeys",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Redemptions_PartnerId_RedeemedAt_Id",
                table: "Redemptions",
                columns: new[] { "PartnerId", "RedeemedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Redemptions_PartnerId_SubjectTag_BenefitId_RedeemedOn",
                table: "Redemptions",
                columns: new[] { "PartnerId", "SubjectTag", "BenefitId", "RedeemedOn" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Accounts");

            migrationBuilder.DropTable(
                name: "Agreements");

            migrationBuilder.DropTable(
                name: "Benefits");

            migrationBuilder.DropTable(
                name: "Cards");

            migrationBuilder.DropTable(
                name: "ClientCredentials");

            migrationBuilder.DropTable(
                name: "Clients");

            migrationBuilder.DropTable(
                name: "ClosedMonths");

            migrationBuilder.DropTable(
                name: "CurrentCards");

            migrationBuilder.DropTable(
                name: "EnrollmentCounters");

            migrationBuilder.DropTable(
                name: "EnrollmentReleases");

            migrationBuilder.DropTable(
                name: "Generations");

            migrationBuilder.DropTable(
                name: "HolderRecords");

            migrationBuilder.DropTable(
                name: "ImportState");

            migrationBuilder.DropTable(
                name: "PersonEntries");

            migrationBuilder.DropTable(
                name: "PrivacyBudget");

            migrationBuilder.DropTable(
                name: "RedemptionEffects");

            migrationBuilder.DropTable(
                name: "RedemptionKeys");

            migrationBuilder.DropTable(
                name: "Redemptions");

            migrationBuilder.DropTable(
                name: "SecretChecks");

            migrationBuilder.DropTable(
                name: "TrustedTime");

            migrationBuilder.DropTable(
                name: "Partners");
        }
    }
}
