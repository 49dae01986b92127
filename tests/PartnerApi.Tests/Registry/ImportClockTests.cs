using System.Globalization;

namespace PartnerApi.Tests.Registry;

/// <summary>If the clock is not trusted, an import uses the trusted day as today, also to check the as-of date of its file.</summary>
public sealed class ImportClockTests : IDisposable
{
    private const int Leap = 30;

    private readonly Installation installation = new();
    private readonly DateOnly trusted = Installation.CityToday.AddDays(-Leap);

    public void Dispose() => installation.Dispose();

    [Fact]
    public async Task Import_rejects_an_as_of_date_after_the_trusted_day()
    {
        AssertImported(await ImportAsync(Installation.CityToday.AddDays(-Leap - 1)));

        // Noon or 1 p.m. in the city: a whole number of days ago can be another day there, after a change to or from daylight saving time.
        var hour = new DateTimeOffset(trusted, new TimeOnly(17, 0), TimeSpan.Zero).ToUnixTimeSeconds();
        TestDatabase.Execute(installation.Folder.Data, string.Create(CultureInfo.InvariantCulture, $"UPDATE TrustedTime SET At = {hour}"));

        foreach (var day in (DateOnly[])[trusted.AddDays(1), Installation.CityToday])
        {
            var refused = await ImportAsync(day);
            Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
            Assert.EndsWith(
                $"its as-of date, {day:yyyy-MM-dd}, is after {trusted:yyyy-MM-dd}, the day of the trusted time; the clock is not trusted, see 'clock status'. Nothing was imported.",
                Assert.Single(refused.ErrorLines),
                StringComparison.Ordinal);
        }
        AssertImported(await ImportAsync(trusted));
        Assert.Equal(hour, TestDatabase.Rows(installation.Folder.Data, "SELECT At FROM TrustedTime")[0][0]);

        Assert.Equal(0, (await installation.RunAsync("clock", "confirm")).ExitCode);
        AssertImported(await ImportAsync(Installation.CityToday));
        Assert.EndsWith("is after today. Nothing was imported.", Assert.Single((await ImportAsync(Installation.CityToday.AddDays(1))).ErrorLines), StringComparison.Ordinal);
    }

    private static void AssertImported(ExecutableResult imported) => Assert.Equal((0, ""), (imported.ExitCode, imported.Error));

    private Task<ExecutableResult> ImportAsync(DateOnly asOf)
    {
        var cards = Exports.Cards(20);
        return installation.RunAsync("cards", "import", installation.Folder.Write("export.csv", Exports.Text(cards, new(asOf, cards.Count))), "--quiet");
    }
}
