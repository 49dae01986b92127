using PartnerApi.Core;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>The newest month with released statistics.</summary>
internal sealed class NewestReleaseFact(Publications publications, ReadSessions sessions) : IStatusFact
{
    /// <inheritdoc/>
    public string Name => "newestReleasedMonth";

    /// <inheritdoc/>
    public string Label => "Newest month with statistics";

    /// <inheritdoc/>
    public async ValueTask<string?> ReadAsync()
    {
        using var session = await sessions.BeginAsync(CancellationToken.None);
        return publications.In(session).Months is [.., var newest] ? newest.Month.ToString() : null;
    }
}

/// <summary>The day whose state the cards show: the latest as-of date of the imports.</summary>
internal sealed class CardsAsOfFact(ReadSessions sessions) : IStatusFact
{
    private static readonly Query AsOf = new("""SELECT "AsOf" FROM "ImportState" WHERE "Id" = $1""");

    /// <inheritdoc/>
    public string Name => "cardsAsOf";

    /// <inheritdoc/>
    public string Label => "Card data as of";

    /// <inheritdoc/>
    public async ValueTask<string?> ReadAsync()
    {
        using var session = await sessions.BeginAsync(CancellationToken.None);
        var statement = session.Statement(AsOf);
        try
        {
            var day = statement.Bind(1, ImportState.Only).Step() ? ImportState.DateOf(statement.Int64(0)) : null;
            return day?.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        }
        finally
        {
            statement.Reset();
        }
    }
}
