using Microsoft.Extensions.Logging.Console;
using PartnerApi.Core;

namespace PartnerApi.Hosting;

/// <summary>
/// The log, on standard output: one JSON object a line with times in UTC, or plain lines in the sandbox. Messages of libraries below the warning level
/// (addresses with queries, token requests, database statements) are never written, whatever the settings under <c>Logging</c>.
/// </summary>
internal static class GatewayLogging
{
    private static readonly string[] Guarded = ["Microsoft", "OpenIddict", "System"];

    // The command reports a failed start in one line. This category would add the stack trace.
    private const string StartFailures = "Microsoft.Extensions.Hosting.Internal.Host";

    // While this category is enabled at any level, the server creates a trace and a log scope for every request.
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

    // A single rule applies to a category, so every rule includes the guard. The first rule is for categories without another rule.
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
