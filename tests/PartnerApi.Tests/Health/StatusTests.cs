using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;

namespace PartnerApi.Tests.Health;

/// <summary>The public status: which parts work, since when, and how old the data is.</summary>
public sealed class StatusTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_names_each_part_and_the_age_of_the_data()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var status = await StatusAsync(gateway);
        Assert.True(status.GetProperty("answersRequests").GetBoolean());
        Assert.Equal(
            ["clock: available", "database: available", "ledger: available", "token keys: available"],
            status.GetProperty("parts").EnumerateArray().Select(part => $"{part.GetProperty("part")}: {part.GetProperty("state")}").Order(StringComparer.Ordinal));
        var today = gateway.Services.GetRequiredService<CityClock>().Today;
        Assert.Equal(today.ToString("O", System.Globalization.CultureInfo.InvariantCulture), status.GetProperty("cardsAsOf").GetString());
        Assert.Equal(JsonValueKind.Null, status.GetProperty("newestReleasedMonth").ValueKind);

        var page = await gateway.Http.GetStringAsync("/status", Cancel);
        Assert.Contains("The gateway answers requests.", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Newest month with statistics</dt><dd>none yet</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_names_an_unavailable_part_and_since_when_and_is_read_once_in_ten_seconds()
    {
        var clock = new ManualClock(new DateTimeOffset(2031, 3, 14, 16, 0, 30, TimeSpan.Zero));
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        Assert.Equal((true, "available", "2031-03-14T16:00Z"), Database(await StatusAsync(gateway)));

        TestDatabase.Execute(gateway.Data, "ALTER TABLE Generations RENAME TO Elsewhere");
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal((true, "available", "2031-03-14T16:00Z"), Database(await StatusAsync(gateway)));
        clock.Advance(TimeSpan.FromSeconds(51));
        Assert.Equal((false, "unavailable", "2031-03-14T16:01Z"), Database(await StatusAsync(gateway)));
        Assert.Contains("The gateway cannot answer card requests.", await gateway.Http.GetStringAsync("/status", Cancel), StringComparison.Ordinal);

        TestDatabase.Execute(gateway.Data, "ALTER TABLE Elsewhere RENAME TO Generations");
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((true, "available", "2031-03-14T16:02Z"), Database(await StatusAsync(gateway)));
    }

    private static (bool Answers, string? State, string? Since) Database(JsonElement status)
    {
        var part = status.GetProperty("parts").EnumerateArray().Single(part => part.GetProperty("part").GetString() == "database");
        return (status.GetProperty("answersRequests").GetBoolean(), part.GetProperty("state").GetString(), part.GetProperty("since").GetString());
    }

    private static async Task<JsonElement> StatusAsync(RunningGateway gateway)
    {
        using var response = await gateway.Http.GetAsync("/status.json", Cancel);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement;
    }
}
