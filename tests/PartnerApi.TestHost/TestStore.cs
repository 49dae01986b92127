using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.TestHost;

/// <summary>A real database in a temporary folder, with the gateway's own services and fixed secrets.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ServiceProvider services;

    public TestStore(TimeProvider? time = null)
    {
        services = Services(folder.Data, time ?? TimeProvider.System);
        Get<StorageStartup>().Prepare();
    }

    public string Folder => folder.Data;

    public string DatabaseFile => Get<StorageSettings>().DatabaseFile;

    public ReadSessions Sessions => Get<ReadSessions>();

    public CardReader Cards => Get<CardReader>();

    public CardBulkWriter Writer => Get<CardBulkWriter>();

    /// <summary>The services of a process on a data folder. A second provider acts as a second process.</summary>
    public static ServiceProvider Services(string dataFolder, params (string Key, string Value)[] settings) =>
        Services(dataFolder, TimeProvider.System, settings);

    /// <summary>The services of a process whose clock is <paramref name="time"/>.</summary>
    public static ServiceProvider Services(string dataFolder, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration["Data"] = dataFolder;

        // Tests choose their dates freely.
        builder.Configuration["Clock:ToleranceDays"] = "0";
        foreach (var secret in Enum.GetValues<Secret>()) builder.Configuration[$"Secrets:{secret}:Value"] = TestSecrets.Base64(secret);
        foreach (var (key, value) in TestDatabase.Settings(dataFolder)) builder.Configuration[key] = value;
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        builder.Services.AddSingleton(time);
        builder.AddCityClock();
        builder.AddSealing();
        builder.AddGatewayStorage();
        builder.AddEnrollmentCounting();
        builder.Services.AddSingleton<CardReader>();
        builder.AddRegistry();
        builder.AddImport();
        return builder.Services.BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public ImportResult Import(params IEnumerable<RegistryLine> lines) =>
        Import(TestImports.Options, lines);

    public ImportResult Import(ImportOptions options, params IEnumerable<RegistryLine> lines) =>
        Writer.Write(new RegistryLines(lines, Get<CityClock>().Today), options, null, CancellationToken.None);

    /// <summary>Imports a line for each of <paramref name="count"/> payloads.</summary>
    public void ImportCards(int count, long first = 1) => Import(TestLines.Lines(count, first));

    /// <summary>Whether the card with a payload is stored.</summary>
    public bool HasCard(long payload) => Read(TestLines.Number(payload)).Exists;

    public CardReading Read(CardNumber number)
    {
        using var session = Sessions.Begin();
        return Cards.Read(session, number);
    }

    public HolderDetails? Holder(CardNumber number)
    {
        using var session = Sessions.Begin();
        return Get<HolderReader>().Read(session, Cards.Read(session, number));
    }

    /// <summary>The number that a statement returns, read on a new connection.</summary>
    public long Scalar(string sql) => Convert.ToInt64(TestDatabase.Rows(Folder, sql)[0][0], CultureInfo.InvariantCulture);

    /// <summary>The first column of a statement's rows, as bytes.</summary>
    public List<byte[]> Blobs(string sql) => [.. TestDatabase.Rows(Folder, sql).Select(row => (byte[])row[0])];

    /// <summary>Runs a statement on a new connection.</summary>
    public void Execute(string sql) => TestDatabase.Execute(Folder, sql);

    public void Dispose()
    {
        var connection = Get<StorageSettings>().ConnectionString;
        services.Dispose();
        using (var pooled = new SqliteConnection(connection)) SqliteConnection.ClearPool(pooled);
        folder.Dispose();
    }
}
