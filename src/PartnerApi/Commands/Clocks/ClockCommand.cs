using System.CommandLine;
using System.Globalization;
using PartnerApi.Clocks;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Clocks;

/// <summary><c>clock</c>: shows whether the clock is trusted, and lets the operator confirm it.</summary>
internal static class ClockCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("clock", "Show whether the clock is trusted, or confirm it.")
    {
        Status(), Confirm(),
    }
        .WithExamples("PartnerApi clock status", "PartnerApi clock confirm");

    private static Command Status()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command(
            "status",
            "Compare the clock with the trusted time, which is the newest hour in which the clock was trusted. If they differ by more than the setting "
            + "Clock:ToleranceDays, the gateway does not sign, destroy, or release anything, and the command exits with 1.")
        {
            data, json,
        };
        command.SetAction(CommandHost.Action(data, AddTo, (services, parsed, _) =>
        {
            services.GetRequiredService<StorageStartup>().PrepareExisting();
            var reading = services.GetRequiredService<TrustedTime>().Read();
            Show(reading, parsed.GetValue(json));
            return reading.IsTrusted
                ? Task.CompletedTask
                : throw new RefusedException("The clock is not trusted. If it is right, run 'clock confirm'.");
        }));
        return command.WithExamples("PartnerApi clock status", "PartnerApi clock status --data /var/lib/partner-api --json");
    }

    private static Command Confirm()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command(
            "confirm",
            "Trust the current clock. Check it first: data that expires by a wrong clock is destroyed permanently. A running gateway applies this within a minute.")
        {
            data, json,
        };
        command.SetAction(CommandHost.Action(data, AddTo, async (services, parsed, cancel) =>
        {
            services.GetRequiredService<StorageStartup>().PrepareExisting();
            var trusted = services.GetRequiredService<TrustedTime>();
            Show(await services.GetRequiredService<GatewayWriter>().WriteAsync(trusted.Confirm, cancel), parsed.GetValue(json));
        }));
        return command.WithExamples("PartnerApi clock confirm", "PartnerApi clock confirm --data /var/lib/partner-api");
    }

    private static void AddTo(HostApplicationBuilder builder)
    {
        builder.AddSealing().AddGatewayStorage();
        builder.AddCityClock();
        builder.AddTrustedTime();
    }

    private static void Show(ClockReading reading, bool asJson)
    {
        if (asJson)
        {
            Output.WriteJson(new { reading.Now, reading.Trusted, reading.IsTrusted });
            return;
        }
        var (now, trusted) = (Text(reading.Now), reading.Trusted is { } at ? Text(at) : "not stored yet");
        Console.Out.WriteLine($"The clock shows {now}; the trusted time is {trusted}. The clock is {(reading.IsTrusted ? "" : "not ")}trusted.");
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
