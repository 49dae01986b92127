using System.CommandLine;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Sandbox;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Sandbox;

/// <summary><c>sandbox</c>: puts the sandbox back to its first state.</summary>
internal static class SandboxCommand
{
    public static Command Create() => new Command("sandbox", "Put the sandbox back to its first state. Available only in the sandbox.") { CreateReset() }
        .WithExamples("PartnerApi sandbox reset");

    private static Command CreateReset()
    {
        var data = CommonOptions.Data();
        var command = new Command(
            "reset",
            "Remove the sandbox's database, ledger, and drawn statistics, so that its next start begins anew. Its keys stay, so tokens that were issued before "
            + "remain valid. Stop the gateway first. A data folder that is not a sandbox's is refused. Available only in the sandbox, on SQLite.")
        {
            data,
        };
        command.SetAction(CommandHost.Action(data, AddServices, (services, _, _) =>
        {
            var folder = services.GetRequiredService<StorageSettings>().DataFolder;
            if (!SandboxReset.LooksLikeSandbox(folder)) throw NoSandbox(folder);
            var (outcome, removed) = services.GetRequiredService<SandboxReset>().Run();
            if (outcome == ResetOutcome.NoSandbox) throw NoSandbox(folder);
            if (outcome == ResetOutcome.InUse) throw new RefusedException($"A gateway or an import is running on {folder}. Stop it first.");
            foreach (var file in removed) Console.Out.WriteLine($"Removed {file}");
            Console.Out.WriteLine("The sandbox is in its first state. Its keys are kept.");
            return Task.CompletedTask;
        }));
        return command.WithExamples("PartnerApi sandbox reset", "PartnerApi sandbox reset --data rehearsal-data");
    }

    private static RefusedException NoSandbox(string folder) => new($"There is no sandbox in {folder}. Nothing was removed. Name its data folder by --data.");

    private static void AddServices(HostApplicationBuilder builder)
    {
        if (!builder.Environment.IsSandbox())
            throw new RefusedException("The command sandbox is available only in the sandbox (ASPNETCORE_ENVIRONMENT=Development).");
        if (!string.IsNullOrWhiteSpace(builder.Configuration[StorageSettings.PostgreSqlSetting]))
        {
            throw new RefusedException(
                $"The setting {StorageSettings.PostgreSqlSetting} selects PostgreSQL. Create the sandbox's database anew there, and delete the data folder.");
        }
        if (builder.Configuration.GetSection("Secrets").GetChildren().Any())
            throw new RefusedException("The section Secrets is set, so the data folder is not a sandbox's. Nothing was removed.");
        builder.AddSealing().AddGatewayStorage().AddPartners().AddLedger();
        builder.Services.AddSingleton<SandboxReset>();
    }
}
