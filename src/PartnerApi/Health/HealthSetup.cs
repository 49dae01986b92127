using System.Text;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Net.Http.Headers;
using PartnerApi.Core;
using PartnerApi.Http;
using PartnerApi.Site;

namespace PartnerApi.Health;

/// <summary>
/// <c>/health/live</c>: the process runs. <c>/health/ready</c>: all parts that card requests need are available. The body names the parts that are not, and
/// reveals nothing about callers or requests. <c>/status</c>: the same for people, with facts about the data.
/// </summary>
internal static class HealthSetup
{
    private static readonly EndpointRule Everybody = new("everybody; it shows which parts of the gateway are available");

    /// <summary>Adds the checks. Features add theirs as <see cref="IReadinessCheck"/>.</summary>
    public static IHostApplicationBuilder AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks();
        builder.Services.TryAddSingleton<ReadinessChecks>();
        builder.Services.AddSingleton<StatusPage>();
        builder.Services.AddSingleton(StatusPage.Link);
        return builder;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false })
            .WithMetadata(Everybody, new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
        app.MapMethods("/health/ready", [HttpMethods.Get, HttpMethods.Head], AnswerAsync).WithMetadata(Everybody);
        var status = app.Services.GetRequiredService<StatusPage>();
        app.MapMethods("/status", [HttpMethods.Get, HttpMethods.Head], async http => await (await status.ReadAsync()).Page.SendAsync(http, SiteSetup.Policy))
            .WithMetadata(Everybody);
        app.MapMethods("/status.json", [HttpMethods.Get, HttpMethods.Head], async http => await (await status.ReadAsync()).Json.SendAsync(http, SiteSetup.Policy))
            .WithMetadata(Everybody);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, ReadinessChecks checks)
    {
        var findings = (await checks.RunAsync()).Where(part => part.State != Readiness.Ready).ToList();
        var isReady = findings.All(finding => finding.State != Readiness.Unavailable);
        var text = new StringBuilder(isReady ? "Healthy" : "Unhealthy");
        foreach (var finding in findings) text.Append('\n').Append(finding.Part).Append(finding.State == Readiness.Unavailable ? " unavailable" : " not trusted");
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return Results.Text(text.ToString(), statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
