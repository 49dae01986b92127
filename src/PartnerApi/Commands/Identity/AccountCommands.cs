using System.CommandLine;
using System.Text;
using PartnerApi.Commands.Partners;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Setup;
using PartnerApi.Migrations;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Identity;

/// <summary><c>accounts</c>: the accounts of people at partners.</summary>
internal static class AccountCommands
{
    public static Command Create() => new Command("accounts", "List, add, and remove the accounts of people who use the statistics pages.")
    {
        List(), Add(), Remove(),
    }
        .WithExamples("PartnerApi accounts list", "PartnerApi accounts add ana --partner city-analyst", "PartnerApi accounts remove ana");

    private static Command List()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("list", "List all accounts.") { data, json };
        command.SetAction(Run(data, async (accounts, parsed, cancel) =>
        {
            var all = await accounts.ListAsync(cancel);
            if (parsed.GetValue(json)) Output.WriteJson(all);
            else Output.WriteTable(["name", "partner", "status"], all.Select(account => (string[])[account.Name, account.Partner, PartnerCommands.Word(account.Status)]));
        }));
        return command.WithExamples("PartnerApi accounts list", "PartnerApi accounts list --json");
    }

    private static Command Add()
    {
        var (name, data) = (Name(), CommonOptions.Data());
        var partner = new Option<string>("--partner") { HelpName = "PARTNER_ID", Description = "The person's partner.", Required = true };
        var command = new Command("add", "Add an account. Its password is the first line of standard input; it is stored as a hash.") { name, partner, data };
        command.SetAction(Run(data, async (accounts, parsed, cancel) =>
        {
            var account = parsed.GetRequiredValue(name);
            await accounts.AddAsync(account, parsed.GetRequiredValue(partner), ReadPassword(), cancel).OrRefuse(IdentityRejectionText.Of);
            Console.Out.WriteLine($"Added the account {account}.");
        }));
        return command.WithExamples("PartnerApi accounts add ana --partner city-analyst", "PartnerApi accounts add ana --partner city-analyst < password.txt");
    }

    private static Command Remove()
    {
        var (name, data) = (Name(), CommonOptions.Data());
        var command = new Command("remove", "Remove an account. Its access tokens are rejected from the next request on.") { name, data };
        command.SetAction(Run(data, async (accounts, parsed, cancel) =>
        {
            await accounts.RemoveAsync(parsed.GetRequiredValue(name), cancel).OrRefuse(IdentityRejectionText.Of);
            Console.Out.WriteLine($"Removed the account {parsed.GetRequiredValue(name)}.");
        }));
        return command.WithExamples("PartnerApi accounts remove ana");
    }

    private static Func<ParseResult, CancellationToken, Task<int>> Run(
        Option<string?> data, Func<AccountRegistry, ParseResult, CancellationToken, Task> run) =>
        CommandHost.Action(data, AddServices, async (services, parsed, cancel) =>
        {
            services.GetRequiredService<StorageStartup>().PrepareExisting();
            await run(services.GetRequiredService<AccountRegistry>(), parsed, cancel);
        });

    private static void AddServices(HostApplicationBuilder builder)
    {
        builder.AddGatewayStorage();
        builder.Services.AddClientCredentials();
    }

    private static Argument<string> Name() => new("NAME") { Description = "The name for the sign-in." };

    // Not an argument, because other users of the machine can see arguments.
    private static string ReadPassword()
    {
        if (Console.IsInputRedirected) return Console.In.ReadLine() ?? "";
        Console.Error.Write("Password: ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace) typed.Append(key.KeyChar);
            else if (typed.Length > 0) typed.Length--;
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
