using System.CommandLine;
using PartnerApi.GraphQL;
using PartnerApi.Http;
using PartnerApi.Sandbox;

namespace PartnerApi.Commands.Serve;

/// <summary><c>serve</c>: serves requests until it is stopped. This is the default command.</summary>
internal static partial class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serve requests over HTTP until stopped. This is the default command.");
        AddTo(command);
        return command.WithExamples(
            "PartnerApi serve",
            "PartnerApi serve --urls http://127.0.0.1:8080 --data /var/lib/partner-api");
    }

    /// <summary>Adds the options and the action of <c>serve</c> to a command.</summary>
    public static void AddTo(Command command)
    {
        var urls = new Option<string?>("--urls")
        {
            HelpName = "URLS",
            Description = "Addresses to listen on, separated by semicolons. "
                + $"[default: the setting {ListenAddresses.Setting}, else {ListenAddresses.Default}]",
        };
        var data = CommonOptions.Data();
        command.Options.Add(urls);
        command.Options.Add(data);
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(urls), parsed.GetValue(data), cancel));
    }

    private static async Task<int> RunAsync(string? urls, string? data, CancellationToken cancel)
    {
        await using var app = Gateway.Build(urls, data);
        try
        {
            await app.StartAsync(cancel);
        }
        catch
        {
            // Stop the background services. Otherwise, each would log that it was disposed.
            await app.StopAsync(CancellationToken.None);
            throw;
        }
        SandboxGuide.Print(app);
        var audiences = app.Services.GetRequiredService<ServedAudiences>().Audiences.Select(audience => audience.Name).Order(StringComparer.Ordinal);
        LogStarted(app.Logger, string.Join(' ', app.Urls), string.Join(' ', audiences));
        await app.WaitForShutdownAsync(cancel);
        LogStopped(app.Logger);
        return ExitCodes.Success;
    }

    [LoggerMessage(LogLevel.Information, "Listening on {Addresses} for the audiences {Audiences}.")]
    private static partial void LogStarted(ILogger logger, string addresses, string audiences);

    [LoggerMessage(LogLevel.Information, "Stopped.")]
    private static partial void LogStopped(ILogger logger);
}
