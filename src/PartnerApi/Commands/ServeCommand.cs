using System.CommandLine;
using PartnerApi.Sandbox;

namespace PartnerApi.Commands;

/// <summary><c>serve</c>: answers questions until it is stopped. What happens when no command is named.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Answer questions over HTTP until stopped. This is what happens when no command is named.");
        AddTo(command);
        return command.WithExamples(
            "PartnerApi serve",
            "PartnerApi serve --urls http://127.0.0.1:8080 --data /var/lib/partner-api");
    }

    /// <summary>Gives a command the options and the action of <c>serve</c>.</summary>
    public static void AddTo(Command command)
    {
        var urls = new Option<string?>("--urls")
        {
            HelpName = "URLS",
            Description = "Addresses to listen on, separated by semicolons. [default: the setting urls, else http://127.0.0.1:5080]",
        };
        var data = CommonOptions.Data();
        command.Options.Add(urls);
        command.Options.Add(data);
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(urls), parsed.GetValue(data), cancel));
    }

    private static async Task<int> RunAsync(string? urls, string? data, CancellationToken cancel)
    {
        await using var app = Gateway.Build(urls, data);
        await app.StartAsync(cancel);
        SandboxGuide.Print(app);
        await app.WaitForShutdownAsync(cancel);
        return ExitCodes.Success;
    }
}
