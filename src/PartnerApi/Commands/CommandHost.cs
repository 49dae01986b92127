using System.CommandLine;
using PartnerApi.Core;
using PartnerApi.Hosting;

namespace PartnerApi.Commands;

/// <summary>
/// Configuration and services for a command, from the same sources as the web host: appsettings.json, appsettings.{environment}.json and environment
/// variables. Nothing is logged: a command reports its result, or an error in one line.
/// </summary>
internal static class CommandHost
{
    /// <summary>
    /// Builds the services. <paramref name="data"/> is the value of <c>--data</c>; the setting <see cref="DataFolder.Setting"/> receives the resolved folder.
    /// The caller disposes the result.
    /// </summary>
    public static ServiceProvider Build(string? data, Action<HostApplicationBuilder> add)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            ContentRootPath = Directory.GetCurrentDirectory(),
            EnvironmentName = SandboxMode.EnvironmentName,

            // As for the web host. Watching every folder below for changes of settings would take a tenth of a command's time.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        KnownSettings.Require(builder.Configuration);
        builder.Configuration[DataFolder.Setting] = DataFolder.Resolve(data, builder.Configuration);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        add(builder);
        return builder.Services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    /// <summary>
    /// Creates a command's action: it builds the services, runs <paramref name="run"/> in a scope with the parsed arguments, and returns success.
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
