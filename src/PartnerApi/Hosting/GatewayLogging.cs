using Microsoft.Extensions.Logging.Console;
using PartnerApi.Core;

namespace PartnerApi.Hosting;

/// <summary>
/// The log, on standard output: one JSON object a line with times in UTC, in the sandbox a plain line. What the libraries tell below the level of
/// a warning (addresses with their queries, token requests, database statements) is never written, whatever the settings under <c>Logging</c> say.
/// </summary>
internal static class GatewayLogging
{
    private static readonly string[] Guarded = ["Microsoft", "OpenIddict", "System"];

    // A failed start is told by the command's one line; these categories would add the stack.
    private const string StartFailures = "Microsoft.Extensions.Hosting.Internal.Host";

    // While anything of this one may be told, the server makes a trace and a log scope for every request too.
    private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Adds the log. Settings: the section <c>Logging</c>, as everywhere in .NET.</summary>
    public static void AddGatewayLogging(this WebApplicationBuilder builder)
    {
        var form = builder.Environment.IsSandbox() ? ConsoleFormatterNames.Simple : ConsoleFormatterNames.Json;
        builder.Logging.ClearProviders().AddConsole();
        builder.Services.AddSingleton<ILoggerProvider, Http2Faults>();
        builder.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName ??= form);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
        builder.Services.Configure<JsonConsoleFormatterOptions>(console =>
            (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        builder.Logging.AddFilter(StartFailures, LogLevel.Critical).AddFilter(Requests, LogLevel.None);
        builder.Services.PostConfigure<LoggerFilterOptions>(Guard);
    }

    // One rule decides about a category, so the guard stands in every one; the first is for categories that no other is about.
    private static void Guard(LoggerFilterOptions options)
    {
        var rules = options.Rules.ToList();
        options.Rules.Clear();
        options.Rules.Add(new LoggerFilterRule(null, null, options.MinLevel, IsLogged));
        foreach (var rule in rules)
        {
            options.Rules.Add(new LoggerFilterRule(rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) =>
                IsLogged(provider, category, level) && (rule.Filter?.Invoke(provider, category, level) ?? true)));
        }
    }

    private static bool IsLogged(string? provider, string? category, LogLevel level) =>
        category == Http2Faults.Category ? provider == typeof(Http2Faults).FullName :
        level >= LogLevel.Warning || category is null || !Guarded.Any(prefix => category.StartsWith(prefix, StringComparison.Ordinal));
}
