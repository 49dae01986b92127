using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using PartnerApi.Commands;
using PartnerApi.Contract;
using PartnerApi.Disclosures;
using PartnerApi.Partners;

namespace PartnerApi.Quotas;

/// <summary><c>quotas</c>: what each partner has used today, and whose questions are suspended.</summary>
internal static class QuotaCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("quotas", "Show what each partner has used of its quota today, and whose questions are suspended after an alarm.") { data, json };
        command.SetAction(CommandHost.Action(data, AddServices, (services, parsed, _) =>
        {
            var lines = Read(services);
            if (parsed.GetValue(json)) Output.WriteJson(lines);
            else Output.WriteTable(["partner", "cards this hour", "of", "cards today", "of", "suspended until"], lines.Select(Row));
            return Task.CompletedTask;
        }));
        return command.WithExamples("PartnerApi quotas", "PartnerApi quotas --json");
    }

    private static List<QuotaLine> Read(IServiceProvider services)
    {
        var settings = services.GetRequiredService<QuotaSettings>();
        var clock = services.GetRequiredService<CityClock>();
        var partners = new ConcurrentDictionary<string, PartnerUsage>(StringComparer.Ordinal);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(QuotaCommand));
        var folder = services.GetRequiredService<LedgerFolder>().Path;
        new LedgerFollower(folder, clock, partner => partners.GetOrAdd(partner, _ => new PartnerUsage(settings)), logger).Follow(without: null);
        var moment = Moment.Of(clock);
        return [.. partners.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Line(pair.Key, pair.Value.Read(moment), settings))];
    }

    private static QuotaLine Line(string partner, UsageReading used, QuotaSettings settings) =>
        new(partner, used.CardsThisHour, settings.CardsPerHour, used.CardsToday, settings.CardsPerDay, used.SuspendedUntil);

    private static string[] Row(QuotaLine line) =>
    [
        line.Partner, Text(line.CardsThisHour), Text(line.CardsPerHour), Text(line.CardsToday), Text(line.CardsPerDay),
        line.SuspendedUntil is { } until ? $"{until.UtcDateTime:yyyy-MM-dd HH:mm}Z" : "",
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void AddServices(HostApplicationBuilder builder)
    {
        builder.AddCityClock();
        builder.AddLedger();
        builder.Services.AddSingleton(QuotaSettings.Read(builder.Configuration.GetSection("Quotas")));
    }

    private sealed record QuotaLine(string Partner, int CardsThisHour, int CardsPerHour, int CardsToday, int CardsPerDay, DateTimeOffset? SuspendedUntil);
}
