using System.CommandLine;
using PartnerApi.Commands.Partners;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Keys;
using PartnerApi.Identity.Setup;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Sandbox;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Identity;

/// <summary><c>clients</c>: the OAuth clients of partners and their credentials.</summary>
internal static class ClientCommands
{
    public static Command Create() => new Command("clients", "List, add, suspend, and resume the OAuth clients of partners, and manage their public keys.")
    {
        List(),
        Add(),
        SetStatus("suspend", "Refuse tokens and queries to a client, from its next request on.", PartnerStatus.Suspended),
        SetStatus("resume", "End the suspension of a client.", PartnerStatus.Active),
        new Command("key", "Add or remove a client's public keys.") { AddKey(), RemoveKey() }
            .WithExamples("PartnerApi clients key add harbor-bank --public-key harbor-2027.pem --expires 2027-12-31"),
    }
        .WithExamples(
            "PartnerApi clients list",
            "PartnerApi clients add harbor-bank --partner harbor-bank",
            "PartnerApi clients suspend harbor-bank");

    private static Command List()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("list", "List all clients.") { data, json };
        command.SetAction(Run(data, async (clients, parsed, cancel) =>
        {
            var all = await clients.ListAsync(cancel);
            if (parsed.GetValue(json)) Output.WriteJson(all);
            else Output.WriteTable(["client", "partner", "status", "secret", "public keys"], all.Select(Row));
        }));
        return command.WithExamples("PartnerApi clients list", "PartnerApi clients list --json");
    }

    private static Command Add()
    {
        var (client, data, json, file, expires) = (ClientId(), CommonOptions.Data(), CommonOptions.Json(), PublicKey(), Expires());
        var partner = new Option<string>("--partner") { HelpName = "PARTNER_ID", Description = "The partner to which it belongs.", Required = true };
        var command = new Command("add", "Add a client. Without --public-key, it gets a secret, which is printed once and stored as a hash.")
        {
            client, partner, file, expires, data, json,
        };
        RequireKeyForExpiry(command, file, expires);
        command.SetAction(Run(data, async (clients, parsed, cancel) =>
        {
            var (clientId, partnerId) = (parsed.GetRequiredValue(client), parsed.GetRequiredValue(partner));
            if (parsed.GetValue(file) is { } path)
            {
                var key = ReadKey(path);
                await clients.AddAsync(clientId, partnerId, key, End(parsed.GetValue(expires)), cancel).OrRefuse(IdentityRejectionText.Of);
                if (parsed.GetValue(json)) Output.WriteJson(new { ClientId = clientId, KeyId = key.Id });
                else Console.Out.WriteLine($"Added the client {clientId} with the key {key.Id}.");
                return;
            }
            var secret = ClientRegistry.NewSecret();
            await clients.AddAsync(clientId, partnerId, secret, cancel).OrRefuse(IdentityRejectionText.Of);
            if (parsed.GetValue(json)) Output.WriteJson(new { ClientId = clientId, ClientSecret = secret });
            else Console.Out.WriteLine($"Added the client {clientId}. Its secret, which is not shown again: {secret}");
        }));
        return command.WithExamples(
            "PartnerApi clients add harbor-bank --partner harbor-bank",
            "PartnerApi clients add harbor-bank-night --partner harbor-bank --public-key harbor.pem --expires 2027-12-31");
    }

    private static Command SetStatus(string name, string description, PartnerStatus status)
    {
        var (client, data) = (ClientId(), CommonOptions.Data());
        var command = new Command(name, description) { client, data };
        command.SetAction(Run(data, async (clients, parsed, cancel) =>
        {
            await clients.SetStatusAsync(parsed.GetRequiredValue(client), status, cancel).OrRefuse(IdentityRejectionText.Of);
            Console.Out.WriteLine($"The client {parsed.GetRequiredValue(client)} is {PartnerCommands.Word(status)}.");
        }));
        return command.WithExamples($"PartnerApi clients {name} harbor-bank");
    }

    private static Command AddKey()
    {
        var (client, data, json, file, expires) = (ClientId(), CommonOptions.Data(), CommonOptions.Json(), PublicKey(), Expires());
        file.Required = true;
        var command = new Command("add", "Add a public key to a client; each of its keys is accepted (private_key_jwt).")
        {
            client, file, expires, data, json,
        };
        command.SetAction(Run(data, async (clients, parsed, cancel) =>
        {
            var key = ReadKey(parsed.GetRequiredValue(file)!);
            await clients.AddKeyAsync(parsed.GetRequiredValue(client), key, End(parsed.GetValue(expires)), cancel).OrRefuse(IdentityRejectionText.Of);
            if (parsed.GetValue(json)) Output.WriteJson(new { ClientId = parsed.GetRequiredValue(client), KeyId = key.Id });
            else Console.Out.WriteLine($"Added the key {key.Id}.");
        }));
        return command.WithExamples("PartnerApi clients key add harbor-bank --public-key harbor-2027.pem --expires 2027-12-31");
    }

    private static Command RemoveKey()
    {
        var (client, data) = (ClientId(), CommonOptions.Data());
        var key = new Argument<string>("KEY_ID") { Description = "The key's id, from 'clients list'." };
        var command = new Command("remove", "Remove a public key.") { client, key, data };
        command.SetAction(Run(data, async (clients, parsed, cancel) =>
        {
            await clients.RemoveKeyAsync(parsed.GetRequiredValue(client), parsed.GetRequiredValue(key), cancel).OrRefuse(IdentityRejectionText.Of);
            Console.Out.WriteLine($"Removed the key {parsed.GetRequiredValue(key)}.");
        }));
        return command.WithExamples("PartnerApi clients key remove harbor-bank BCBcExyEK38SduIaRKq73GFrzkuOwrgAxOFIBXaz7Z0");
    }

    private static Func<ParseResult, CancellationToken, Task<int>> Run(
        Option<string?> data, Func<ClientRegistry, ParseResult, CancellationToken, Task> run) =>
        CommandHost.Action(data, AddServices, async (services, parsed, cancel) =>
        {
            services.GetRequiredService<StorageStartup>().PrepareExisting();
            await run(services.GetRequiredService<ClientRegistry>(), parsed, cancel);
        });

    private static void AddServices(HostApplicationBuilder builder)
    {
        builder.AddGatewayStorage();
        builder.Services.AddClientCredentials();
        builder.RefuseSandboxCredentials();
    }

    private static VerificationKey ReadKey(string path) => PublicKeyFile.Read(path).OrRefuse(rejection => IdentityRejectionText.Of(path, rejection));

    private static Argument<string> ClientId() => new("CLIENT_ID") { Description = "The OAuth client_id." };

    private static Option<string?> PublicKey() =>
        new("--public-key") { HelpName = "FILE", Description = "The client's public key, as PEM or JWK: P-256, or RSA of at least 2048 bits." };

    private static Option<DateOnly?> Expires() => CommonOptions.Date("--expires", "The last day on which the key is valid (UTC). [default: no end]");

    private static void RequireKeyForExpiry(Command command, Option<string?> file, Option<DateOnly?> expires) => command.Validators.Add(result =>
    {
        if (result.GetResult(expires) is not null && result.GetResult(file) is null)
            result.AddError("--expires applies to a key: give --public-key too.");
    });

    private static DateTimeOffset? End(DateOnly? lastDay) =>
        lastDay is { } day ? new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) : null;

    private static string[] Row(ClientListing client) =>
    [
        client.Id, client.Partner, client.Status == PartnerStatus.Active ? "active" : "suspended", client.HasSecret ? "yes" : "no",
        string.Join(", ", client.Keys.Select(key => key.ExpiresAt is { } end ? $"{key.Id} (until {end.AddSeconds(-1):yyyy-MM-dd})" : key.Id)),
    ];
}
