using System.CommandLine;
using PartnerApi.Commands.Partners;
using PartnerApi.Core;
using PartnerApi.Ledger;
using PartnerApi.Partners;
using PartnerApi.Quotas;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Quotas;

/// <summary><c>quotas lift</c>: ends a partner's alarm early, and records that in the ledger.</summary>
internal static class QuotaLiftCommand
{
    public static Command Create()
    {
        var partner = new Argument<string>("PARTNER_ID") { Description = "The partner whose lookups are suspended after an alarm." };
        var data = CommonOptions.Data();
        var command = new Command(
            "lift", "End the suspension of a partner's lookups after an alarm. The ledger records it. The partner's quota usage remains.")
        {
            partner, data,
        };
        command.SetAction(CommandHost.Action(data, QuotaCommand.AddServices, async (services, parsed, cancel) =>
        {
            services.GetRequiredService<StorageStartup>().PrepareExisting();
            var until = await LiftAsync(services, parsed.GetRequiredValue(partner), cancel);
            Console.Out.WriteLine(
                $"Lifted the alarm of {parsed.GetRequiredValue(partner)}, which was due to end at {QuotaCommand.Text(until)}. Running gateways answer the partner "
                + "again within a second. Another alarm follows if too many of its next cards are not valid.");
        }));
        return command.WithExamples("PartnerApi quotas lift harbor-bank", "PartnerApi quotas");
    }

    private static async Task<DateTimeOffset> LiftAsync(IServiceProvider services, string partner, CancellationToken cancel)
    {
        var report = services.GetRequiredService<QuotaReport>();
        if (!await report.KnowsAsync(partner, cancel)) throw new RefusedException(PartnerRejectionText.Of(new PartnerRejection.UnknownPartner(partner)));
        var used = (await report.ReadAsync(cancel)).FirstOrDefault(one => one.Partner == partner).Used;
        if (used?.SuspendedUntil is not { } until)
            throw new RefusedException($"The lookups of {partner} are not suspended. Run 'quotas' to see suspended partners.");

        var ledger = services.GetRequiredService<LedgerAppender>();
        await ledger.StartAsync(cancel);
        try
        {
            await ledger.AppendAsync(LedgerEntry.LiftOf(partner, until, services.GetRequiredService<CityClock>().Hour));
        }
        finally
        {
            await ledger.StopAsync(CancellationToken.None);
        }
        return until;
    }
}
