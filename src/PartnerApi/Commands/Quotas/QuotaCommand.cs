using System.CommandLine;
using System.Globalization;
using PartnerApi.Clocks;
using PartnerApi.Disclosures;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Quotas;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Quotas;

/// <summary><c>quotas</c>: shows each partner's usage today, and the partners whose lookups are suspended.</summary>
internal static class QuotaCommand
{
    public static Command Create()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("quotas", "Show each partner's quota usage today, and the partners whose lookups are suspended after an alarm.")
        {
            QuotaLiftCommand.Create(), data, json,
        };
        command.SetAction(CommandHost.Action(data, AddServices, async (services, parsed, cancel) =>
        {
            services.GetRequiredService<StorageStartup>().PrepareExisting();
            var lines = (await services.GetRequiredService<QuotaReport>().ReadAsync(cancel)).Select(Line).ToList();
            if (parsed.GetValue(json)) Output.WriteJson(lines);
            else Output.WriteTable(Headings, lines.Select(Row));
        }));
        return command.WithExamples("PartnerApi quotas", "PartnerApi quotas --json", "PartnerApi quotas lift harbor-bank");
    }

    /// <summary>Registers the services of both commands.</summary>
    public static void AddServices(HostApplicationBuilder builder)
    {
        builder.AddSealing().AddGatewayStorage().AddPartners().AddClocks().AddDisclosures();
        builder.Services.AddSingleton(QuotaSettings.Read(builder.Configuration.GetSection("Quotas")));
        builder.Services.AddSingleton<QuotaReport>();
    }

    private static readonly string[] Headings =
        ["partner", "cards this hour", "of", "cards today", "of", "answers this hour", "of", "answers today", "of", "suspended until"];

    private static QuotaLine Line((string Partner, UsageReading Used) one) => new(
        one.Partner, one.Used.CardsThisHour, one.Used.Settings.CardsPerHour, one.Used.CardsToday, one.Used.Settings.CardsPerDay,
        one.Used.AnswersThisHour, one.Used.Settings.AnswersPerHour, one.Used.AnswersToday, one.Used.Settings.AnswersPerDay, one.Used.SuspendedUntil);

    private static string[] Row(QuotaLine line) =>
    [
        line.Partner, Text(line.CardsThisHour), Text(line.CardsPerHour), Text(line.CardsToday), Text(line.CardsPerDay),
        Text(line.AnswersThisHour), Text(line.AnswersPerHour), Text(line.AnswersToday), Text(line.AnswersPerDay),
        line.SuspendedUntil is { } until ? Text(until) : "",
    ];

    public static string Text(DateTimeOffset instant) => $"{instant.UtcDateTime:yyyy-MM-dd HH:mm}Z";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record QuotaLine(
        string Partner, int CardsThisHour, int CardsPerHour, int CardsToday, int CardsPerDay, int AnswersThisHour, int AnswersPerHour, int AnswersToday,
        int AnswersPerDay, DateTimeOffset? SuspendedUntil);
}
