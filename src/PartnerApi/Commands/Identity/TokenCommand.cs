using System.CommandLine;
using PartnerApi.Core;
using PartnerApi.Http;
using PartnerApi.Identity;
using PartnerApi.Identity.Credentials;
using PartnerApi.Identity.Issuer;
using PartnerApi.Identity.Keys;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Sandbox;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Identity;

/// <summary><c>token</c>: an access token for experiments, without the client's secret. Only in the sandbox.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var client = new Argument<string>("CLIENT_ID") { Description = "The client for which the token is issued." };
        var scopes = new Option<string[]>("--scope")
        {
            HelpName = "SCOPE",
            Description = "A scope to grant; can be given several times. [default: all scopes of the client's audience]",
            DefaultValueFactory = _ => [],
        };
        var urls = new Option<string?>("--urls")
        {
            HelpName = "URLS",
            Description = $"The --urls of 'serve', which determine the issuer. [default: the setting Tokens:Issuer, or {ListenAddresses.Default}]",
        };
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("token", "Print an access token for a client, valid for ten minutes. Available only in the sandbox.")
        {
            client, scopes, urls, data, json,
        };
        command.SetAction((parsed, cancel) => CommandHost.Action(data, builder => AddServices(builder, parsed.GetValue(urls)), (services, _, _) =>
        {
            var token = Create(services, parsed.GetRequiredValue(client), parsed.GetRequiredValue(scopes));
            if (parsed.GetValue(json)) Output.WriteJson(new { AccessToken = token, ExpiresIn = (int)TokenSettings.MaxLifetime.TotalSeconds });
            else Console.Out.WriteLine(token);
            return Task.CompletedTask;
        })(parsed, cancel));
        return command.WithExamples(
            "PartnerApi token harbor-bank",
            "PartnerApi token harbor-bank --scope card:validity",
            "PartnerApi token card-registrar --json | jq -r .accessToken");
    }

    private static void AddServices(HostApplicationBuilder builder, string? urls)
    {
        if (!builder.Environment.IsSandbox())
            throw new RefusedException("The command token is available only in the sandbox (ASPNETCORE_ENVIRONMENT=Development).");
        builder.Configuration[ListenAddresses.Setting] = string.Join(';', ListenAddresses.Resolve(urls, builder.Configuration));
        builder.AddSealing();
        builder.AddGatewayStorage();
        builder.AddPartners();
    }

    private static string Create(IServiceProvider services, string clientId, string[] requested)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var settings = TokenSettings.Read(configuration);
        if (settings.IsExternal) throw new RefusedException("The authority in the setting Tokens:Authority issues the tokens; request one there.");

        services.GetRequiredService<StorageStartup>().PrepareExisting();
        var client = services.GetRequiredService<PartnerDirectory>().Load().FindClient(clientId)
            ?? throw new RefusedException(IdentityRejectionText.Of(new ClientRejection.UnknownClient(clientId)));
        if (AgreementGate.Admit(client.Terms, services.GetRequiredService<CityClock>().Today) is not null)
            throw new RefusedException($"The client {clientId} is suspended, or its agreement is not in force.");
        if (requested.FirstOrDefault(scope => !client.Audience.Scopes.Contains(scope)) is { } unknown)
            throw new RefusedException($"The audience {client.Audience.Name} has no scope {unknown}.");

        var keys = IssuerKeys.Load(DataFolder.Resolve(null, configuration));
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        return LocalTokens.Create(keys, settings, clientId, requested.Length > 0 ? requested : SandboxPartners.ScopesOf(clientId) ?? client.Audience.Scopes, now);
    }
}
