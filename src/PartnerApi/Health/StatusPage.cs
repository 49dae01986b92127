using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using PartnerApi.Core;
using PartnerApi.Http.Pages;
using PartnerApi.Site;

namespace PartnerApi.Health;

/// <summary>
/// The public status of the gateway, as a page and as JSON: whether requests can be answered, the state of each part and since when, and facts such as the
/// age of the last import. It is the same for all callers, and is read at most once in ten seconds, however many ask.
/// </summary>
internal sealed partial class StatusPage(ReadinessChecks checks, IEnumerable<IStatusFact> facts, SiteLayout layout, TimeProvider time, ILogger<StatusPage> logger)
{
    /// <summary>The link to this page, in the navigation of every page.</summary>
    public static readonly PageLink Link = new("status", "Status");

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly IStatusFact[] facts = [.. facts];
    private readonly Lock gate = new();
    private Task<(WebAsset Page, WebAsset Json)>? report;
    private long readAt;

    /// <summary>The page and its JSON form.</summary>
    public Task<(WebAsset Page, WebAsset Json)> ReadAsync()
    {
        lock (gate)
        {
            if (report is not null && (!report.IsCompleted || time.GetElapsedTime(readAt) < Lifetime)) return report;
            readAt = time.GetTimestamp();
            return report = Task.Run(ReportAsync);
        }
    }

    private async Task<(WebAsset Page, WebAsset Json)> ReportAsync()
    {
        var parts = await checks.RunAsync();
        var known = new List<(IStatusFact Fact, string? Value, bool IsKnown)>();
        foreach (var fact in facts) known.Add(await ReadAsync(fact));
        var now = time.GetUtcNow();
        return (WebAsset.Create("status.html", layout.Other(Link.Address, Link.Title, Html(now, parts, known))), WebAsset.Create("status.json", Json(now, parts, known)));
    }

    private async Task<(IStatusFact Fact, string? Value, bool IsKnown)> ReadAsync(IStatusFact fact)
    {
        try
        {
            return (fact, await fact.ReadAsync(), true);
        }
        catch (Exception error)
        {
            LogFailed(fact.Name, error.GetType().Name);
            return (fact, null, false);
        }
    }

    private static bool CanAnswer(IReadOnlyList<PartState> parts) => parts.All(part => part.State != Readiness.Unavailable);

    private static string Html(DateTimeOffset now, IReadOnlyList<PartState> parts, List<(IStatusFact Fact, string? Value, bool IsKnown)> facts)
    {
        var html = new StringBuilder("<h1>Status</h1>\n");
        html.Append(CanAnswer(parts)
            ? "<p class=\"lead good\">The gateway answers requests.</p>\n"
            : "<p class=\"lead bad\">The gateway cannot answer card requests. They get the error <code>UNAVAILABLE</code>; retry them later.</p>\n");
        html.Append("<h2>Parts</h2>\n<dl class=\"facts\">\n");
        foreach (var part in parts)
        {
            var mark = part.State == Readiness.Unavailable ? "bad" : "good";
            html.Append($"<dt>{WebUtility.HtmlEncode(Capital(part.Part))}</dt><dd><span class=\"{mark}\">{Words(part.State)}</span> since {Minute(part.Since)}</dd>\n");
        }
        html.Append("</dl>\n<h2>Data</h2>\n<dl class=\"facts\">\n");
        foreach (var (fact, value, isKnown) in facts)
            html.Append($"<dt>{WebUtility.HtmlEncode(fact.Label)}</dt><dd>{WebUtility.HtmlEncode(isKnown ? value ?? "none yet" : "unavailable")}</dd>\n");
        return html.Append($"</dl>\n<p>Read at {Minute(now)}. The same as <a href=\"status.json\">JSON</a>.</p>").ToString();
    }

    private static string Json(DateTimeOffset now, IReadOnlyList<PartState> parts, List<(IStatusFact Fact, string? Value, bool IsKnown)> facts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("answersRequests", CanAnswer(parts));
            json.WriteString("at", Minute(now));
            json.WriteStartArray("parts");
            foreach (var part in parts)
            {
                json.WriteStartObject();
                json.WriteString("part", part.Part);
                json.WriteString("state", Words(part.State));
                json.WriteString("since", Minute(part.Since));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            foreach (var (fact, value, _) in facts) json.WriteString(fact.Name, value);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Words(Readiness state) => state switch
    {
        Readiness.Ready => "available",
        Readiness.NeedsAttention => "not trusted",
        _ => "unavailable",
    };

    // RFC 3339. Minutes are enough.
    private static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Debug, "The fact {Name} of the status page failed with {Kind}.")]
    private partial void LogFailed(string name, string kind);
}
