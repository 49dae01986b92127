using System.CommandLine;
using System.Globalization;
using PartnerApi.Clocks;
using PartnerApi.Core;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Policy.Statistics;
using PartnerApi.Progress;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Statistics;

/// <summary><c>statistics release</c>: closes and publishes the months that are due.</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        var (data, json, quiet) = (CommonOptions.Data(), CommonOptions.Json(), CommonOptions.Quiet());
        var takeOver = new Option<bool>("--take-over")
        {
            Description = "Also release a month that another data folder closed but did not publish. Use it only if that folder is lost: if its drawn values are ever "
                + "disclosed too, the month costs its epsilon twice.",
        };
        var command = new Command(
            "release",
            "Close every month that is due, add noise to its counts once, publish the result, and destroy the counts. A release is final. A month is due if the "
            + "number of days in the setting Statistics:ReleaseAfterDays has passed since its end, and an import with an as-of date after its end has named "
            + "enough of the cards in force (setting Statistics:FinalPercent). 'statistics releases' shows what the next month waits for.")
        {
            takeOver, data, json, quiet,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var services = CommandHost.Build(parsed.GetValue(data), AddTo);
            var time = services.GetRequiredService<TimeProvider>();
            var result = await ProgressDisplay.RunAsync(
                parsed.GetValue(quiet), time, display => Task.Run(() => RunAsync(services, parsed.GetValue(takeOver), display, cancel), CancellationToken.None));
            if (parsed.GetValue(json)) Output.WriteJson(result);
            else Console.Out.WriteLine(Sentence(result));
            return ExitCodes.Success;
        });
        return command.WithExamples("PartnerApi statistics release", "PartnerApi statistics release --data /var/lib/partner-api --json");
    }

    /// <summary>Adds the services that make and list releases.</summary>
    internal static void AddTo(HostApplicationBuilder builder)
    {
        builder.AddSealing().AddGatewayStorage();
        builder.AddCityClock();
        builder.AddReleases();
    }

    private static async Task<ReleaseResult> RunAsync(ServiceProvider services, bool takesOver, IProgressDisplay display, CancellationToken cancel)
    {
        var settings = services.GetRequiredService<StatisticsSettings>();
        try
        {
            services.GetRequiredService<StorageStartup>().PrepareExisting();
            var phase = display.Begin("Releasing", "months", null);
            var months = new List<string>();
            void Released(Month month, int left)
            {
                months.Add(month.ToString());
                phase.Report(months.Count, months.Count + left);
            }
            await services.GetRequiredService<ReleaseService>().ReleaseAsync(Released, takesOver, cancel);
            if (!services.GetRequiredService<TrustedTime>().Last.IsTrusted)
                throw new RefusedException("The clock is not trusted, so no month is released. Check the clock. If it is right, run 'clock confirm'.");
            return new ReleaseResult(months, settings.EpsilonMillionths, settings.LifetimeMillionths);
        }
        catch (ReleaseRejectedException rejected)
        {
            throw new RefusedException($"{ReleaseRejectionText.Of(rejected.Rejection)}.", rejected);
        }
        catch (StoreUnavailableException store)
        {
            throw new RefusedException($"{store.Message} Months released before the error stay released.", store);
        }
    }

    private static string Sentence(ReleaseResult result) => result.Months.Count == 0
        ? "No month is due."
        : $"Released {(result.Months.Count == 1 ? result.Months[0] : $"{result.Months.Count} months, {result.Months[0]} to {result.Months[^1]}")}: "
            + $"epsilon {Epsilon(result.EpsilonMillionths)} a month, at most {Epsilon(result.LifetimeEpsilonMillionths)} over a holder's lifetime.";

    /// <summary>Formats millionths as a decimal epsilon.</summary>
    internal static string Epsilon(int millionths) => (millionths / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture);

    private sealed record ReleaseResult(IReadOnlyList<string> Months, int EpsilonMillionths, int LifetimeEpsilonMillionths);
}
