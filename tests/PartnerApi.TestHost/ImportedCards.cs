using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Cards;
using PartnerApi.Commands;
using PartnerApi.Commands.Registry;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;
using PartnerApi.Registry;
using PartnerApi.Registry.Bulk;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.TestHost;

/// <summary>Reads imported cards in this process, as a registrar's request does.</summary>
internal sealed class ImportedCards : IDisposable
{
    private readonly ServiceProvider services;

    /// <summary>Opens a data folder and creates a missing database.</summary>
    public ImportedCards(string data)
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
        services = CommandHost.Build(data, builder =>
        {
            foreach (var (name, value) in TestDatabase.Settings(data)) builder.Configuration[name] = value;
            ImportCardsCommand.AddTo(builder);
        });
        services.GetRequiredService<StorageStartup>().Prepare();
    }

    /// <summary>Imports cards in this process.</summary>
    public void Import(IEnumerable<RegistryLine> cards) => services.GetRequiredService<CardBulkWriter>()
        .Write(cards, cancellation: TestContext.Current.CancellationToken);

    /// <summary>The number of a generation.</summary>
    public long Generation(string name)
    {
        using var session = services.GetRequiredService<ReadSessions>().Begin();
        return session.Generation(name);
    }

    /// <summary>The card with its holder as a line of an export; null if it is unknown.</summary>
    public RegistryLine? Find(CardNumber number)
    {
        using var session = services.GetRequiredService<ReadSessions>().Begin();
        var card = services.GetRequiredService<CardReader>().Read(session, number);
        if (!card.Exists) return null;
        var holder = services.GetRequiredService<HolderReader>().Read(session, card)!;
        return new RegistryLine(
            number, card.Terms.State, card.Facts.IssuedOn, card.Terms.ExpiresOn, holder.LegalName, holder.DateOfBirth, holder.Borough, holder.Address.Street,
            holder.Address.City, holder.Address.PostalCode);
    }

    /// <summary>The number of counted issues and renewals in all months and cells. Each has an end, which is not counted here.</summary>
    public long Counted() => TestDatabase.Rows(services.GetRequiredService<StorageSettings>().DataFolder, "SELECT Month, Sealed FROM EnrollmentCounters")
        .Select(row => (Month: new Month((int)(long)row[0]), Sealed: (byte[])row[1]))
        .Where(row => row.Month >= First)
        .Sum(row => services.GetRequiredService<CounterBlob>().Open(row.Month, row.Sealed)[..EnrollmentGrid.Cells].Sum());

    /// <summary>The number of cards whose issue counts: those issued since the statistics began. Not 0, so that a test cannot pass without counts.</summary>
    public long Countable(IEnumerable<RegistryLine> cards)
    {
        var count = cards.LongCount(card => Month.Of(card.IssuedOn) >= First);
        Assert.NotEqual(0, count);
        return count;
    }

    private Month First => services.GetRequiredService<StatisticsSettings>().FirstMonth;

    /// <summary>The handle of a card's holder, in hexadecimal.</summary>
    public string Handle(CardNumber number)
    {
        using var session = services.GetRequiredService<ReadSessions>().Begin();
        return Convert.ToHexString(services.GetRequiredService<CardReader>().Read(session, number).Handle);
    }

    public void Dispose() => services.Dispose();
}
