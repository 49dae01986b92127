using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Ledger;

namespace PartnerApi.Tests.Disclosures;

/// <summary>The ledger's public pages are served from memory with a cache lifetime.</summary>
[Trait("Store", "Either")]
public sealed class PublishedPagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_are_served_from_memory_until_a_head_is_signed()
    {
        var clock = new OffsetClock();
        clock.Set(new DateTimeOffset(2031, 3, 14, 16, 30, 0, TimeSpan.Zero));
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await gateway.QueryCardAsync("harbor-bank", "valid");
        clock.Set(clock.GetUtcNow().AddHours(1));
        await gateway.QueryCardAsync("harbor-bank", "valid");
        var folder = Path.Combine(gateway.Data, Segment.FolderName);
        var day = new DateOnly(2031, 3, 14);
        string[] pages = ["/disclosures/heads", $"/disclosures/heads/{day:yyyy-MM-dd}", "/disclosures/keys"];
        var before = await TextsAsync(gateway, pages);
        Assert.All(before, text => Assert.NotEqual("", text));

        // The pages are not read again: they are still served after the files are deleted.
        foreach (var file in Directory.GetFiles(folder, "*.heads")) File.Delete(file);
        Assert.Equal(before, await TextsAsync(gateway, pages));
    }

    // Until the day has a record, and with it a segment, its heads belong to the previous segment.
    [Fact]
    public async Task Page_of_a_day_has_the_heads_signed_on_that_day()
    {
        var clock = new OffsetClock();
        clock.Set(new DateTimeOffset(2031, 3, 15, 2, 30, 0, TimeSpan.Zero));
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await gateway.QueryCardAsync("harbor-bank", "valid");
        for (var hour = 0; hour < 3; hour++)
        {
            clock.Set(clock.GetUtcNow().AddHours(1));
            await gateway.QueryCardAsync("harbor-bank", "valid");
        }
        Assert.Equal([3], await HoursAsync(gateway, "2031-03-14"));
        Assert.Equal([4, 5], await HoursAsync(gateway, "2031-03-15"));
        Assert.Equal([], await HoursAsync(gateway, "2031-03-13"));
        Assert.Equal([], await HoursAsync(gateway, "2031-03-16"));
    }

    [Fact]
    public async Task Page_of_a_past_day_is_not_rebuilt_when_heads_are_signed()
    {
        var clock = new OffsetClock();
        clock.Set(new DateTimeOffset(2031, 3, 14, 16, 30, 0, TimeSpan.Zero));
        await using var gateway = await RunningGateway.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await gateway.QueryCardAsync("harbor-bank", "valid");
        foreach (var hours in (int[])[1, 72])
        {
            clock.Set(clock.GetUtcNow().AddHours(hours));
            await gateway.QueryCardAsync("harbor-bank", "valid");
        }
        string[] page = ["/disclosures/heads/2031-03-14"];
        var before = Assert.Single(await TextsAsync(gateway, page));
        Assert.NotEqual("", before);
        await File.WriteAllTextAsync(Path.Combine(gateway.Data, Segment.FolderName, "2031-03-14-1-1.heads"), "", Cancel);
        clock.Set(clock.GetUtcNow().AddHours(1));
        await gateway.QueryCardAsync("harbor-bank", "valid");
        Assert.NotEqual("", Assert.Single(await TextsAsync(gateway, ["/disclosures/heads"])));
        Assert.Equal(before, Assert.Single(await TextsAsync(gateway, page)));
    }

    [Theory]
    [InlineData("/disclosures/heads")]
    [InlineData("/disclosures/heads/2020-01-01")]
    [InlineData("/disclosures/keys")]
    public async Task Page_is_cacheable_for_a_minute_and_supports_conditional_requests(string path)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var first = await gateway.Http.GetAsync(path, Cancel);
        Assert.Equal((HttpStatusCode.OK, true, TimeSpan.FromMinutes(1)), (first.StatusCode, first.Headers.CacheControl?.Public, first.Headers.CacheControl?.MaxAge));

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));
        using var again = await gateway.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);

        using var head = await gateway.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Cancel);
        Assert.Equal((HttpStatusCode.OK, first.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
    }

    private static async Task<IEnumerable<int>> HoursAsync(RunningGateway gateway, string day)
    {
        var page = await gateway.Http.GetStringAsync($"/disclosures/heads/{day}", Cancel);
        return page.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(jws => DateTimeOffset.FromUnixTimeSeconds(HeadSigner.Read(jws)!.Iat).Hour);
    }

    private static async Task<List<string>> TextsAsync(RunningGateway gateway, string[] pages)
    {
        var texts = new List<string>();
        foreach (var page in pages) texts.Add(await gateway.Http.GetStringAsync(page, Cancel));
        return texts;
    }
}
