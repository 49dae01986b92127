using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.TestHost;

/// <summary>Helpers for statistics tests.</summary>
internal static class Analyst
{
    /// <summary>The sandbox's client.</summary>
    public const string Client = "city-analyst";

    /// <summary>The first month of the tests, far enough in the past that the months are due.</summary>
    public static readonly Month First = new(2024, 1);

    /// <summary>
    /// Starts a gateway whose statistics begin in <see cref="First"/>, with the epsilon of a real city. Its first release, of the cards in force before, is made.
    /// </summary>
    public static async Task<RunningGateway> StartAsync(params (string Name, string? Value)[] settings)
    {
        var gateway = await StartWithoutReleaseAsync(settings);
        await gateway.ReleaseAsync(1);
        return gateway;
    }

    /// <summary>The same, without any release.</summary>
    public static Task<RunningGateway> StartWithoutReleaseAsync(params (string Name, string? Value)[] settings) => RunningGateway.StartAsync(
        null, [("Statistics:FirstMonth", First.ToString()), ("Statistics:EpsilonMillionths", $"{EpsilonSplit.DefaultMillionths}"), .. settings]);

    /// <summary>The gateway's release service.</summary>
    public static ReleaseService Releases(this RunningGateway gateway) => gateway.Services.GetRequiredService<ReleaseService>();

    /// <summary>Releases a number of months.</summary>
    public static async Task ReleaseAsync(this RunningGateway gateway, int months)
    {
        for (var month = 0; month < months; month++) Assert.NotNull(await gateway.Releases().ReleaseNextAsync(takesOver: false, TestContext.Current.CancellationToken));
    }

    /// <summary>The released months, without the first release, which is that of the cards in force before.</summary>
    public static List<EnrollmentRelease> Published(this RunningGateway gateway) => [.. gateway.Rows<EnrollmentRelease>().OrderBy(row => row.Month).Skip(1)];

    /// <summary>The booked months, without that of the first release.</summary>
    public static List<BudgetEntry> Booked(this RunningGateway gateway) => [.. gateway.Rows<BudgetEntry>().OrderBy(row => row.Month).Skip(1)];

    /// <summary>Sets the counts of unreleased months. Missing counts are 0.</summary>
    public static Task CountAsync(this RunningGateway gateway, params (Month Month, long[] Cells)[] months)
    {
        var blobs = gateway.Services.GetRequiredService<CounterBlob>();
        return gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                foreach (var (month, cells) in months)
                {
                    var counts = new long[CounterBlob.Counts];
                    cells.CopyTo(counts, 0);
                    if (context.Set<EnrollmentCounter>().Find((long)month.Index) is { } row) row.Sealed = blobs.Seal(month, counts);
                    else context.Add(new EnrollmentCounter { Month = month.Index, Sealed = blobs.Seal(month, counts) });
                }
            },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Changes rows as another program would.</summary>
    public static Task WriteAsync(this RunningGateway gateway, Action<GatewayDbContext> change) =>
        gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(change, TestContext.Current.CancellationToken);

    /// <summary>Cells with equal counts.</summary>
    public static long[] Even(long count)
    {
        var cells = new long[EnrollmentGrid.Cells];
        Array.Fill(cells, count);
        return cells;
    }

    /// <summary>The cells of an enrollment query, whose arguments begin with the value of <c>by</c>.</summary>
    public static async Task<JsonElement> CellsAsync(this RunningGateway gateway, string arguments)
    {
        var answer = await gateway.QueryAsync(
            Client, $"{{ enrollment(by: {arguments}) {{ cells {{ from to month borough ageBand count estimate marginOfError low high note }} }} }}");
        Assert.Empty(answer.Codes);
        return answer.Data("enrollment", "cells");
    }

    /// <summary>Imports a few invented cards, so that every open month has a row.</summary>
    public static async Task ImportAsync(this Installation installation)
    {
        var registry = installation.Folder.Write("registry.csv", (await installation.RunAsync("cards", "generate", "--count", "20", "--quiet")).Output);
        var imported = await installation.RunAsync("cards", "import", registry, "--quiet");
        Assert.True(imported.ExitCode == 0, imported.Error);
    }

    /// <summary>Reads with EF.</summary>
    public static T Read<T>(this RunningGateway gateway, Func<GatewayDbContext, T> read)
    {
        using var context = gateway.Services.GetRequiredService<Store>().CreateContext();
        return read(context);
    }

    /// <summary>All rows of a table.</summary>
    public static List<T> Rows<T>(this RunningGateway gateway)
        where T : class => gateway.Read(context => context.Set<T>().AsNoTracking().ToList());
}
