using System.CommandLine;
using PartnerApi.Core;

namespace PartnerApi.Commands;

/// <summary>
/// Configuration and services for a command, from the same places as the web host: appsettings.json, appsettings.{environment}.json,
/// environment variables. Nothing is logged: a command speaks through its result and its one line of error.
/// </summary>
internal static class CommandHost
{
    /// <summary>
    /// Builds the services. <paramref name="data"/> is the value of <c>--data</c>; the resolved folder is the setting
    /// <see cref="DataFolder.Setting"/> afterwards. Dispose what is returned.
    /// </summary>
    public static ServiceProvider Build(string? data, Action<HostApplicationBuilder> add)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            ContentRootPath = Directory.GetCurrentDirectory(),
            EnvironmentName = SandboxMode.EnvironmentName,
        });
        KnownSettings.Require(builder.Configuration);
        builder.Configuration[DataFolder.Setting] = DataFolder.Resolve(data, builder.Configuration);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        add(builder);
        return builder.Services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    /// <summary>
    /// The options and arguments of one invocation, with its services: <c>Run(data, add, (services, cancel) => ...)</c> as a command's action.
    /// </summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Action(
        Option<string?> data, Action<HostApplicationBuilder> add, Func<IServiceProvider, ParseResult, CancellationToken, Task> run) =>
        async (parsed, cancel) =>
        {
            await using var services = Build(parsed.GetValue(data), add);
            await using var scope = services.CreateAsyncScope();
            await run(scope.ServiceProvider, parsed, cancel);
            return ExitCodes.Success;
        };
}
