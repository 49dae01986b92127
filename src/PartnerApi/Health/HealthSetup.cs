using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PartnerApi.Contract;
using PartnerApi.Partners;
using PartnerApi.Storage;
using PartnerApi.Tokens;

namespace PartnerApi.Health;

/// <summary>
/// <c>/health/live</c>: the process runs. <c>/health/ready</c>: questions can be answered, that is, the store can be read and tokens can be verified.
/// </summary>
internal static class HealthSetup
{
    private static readonly EndpointRule Everybody = new("everybody; it tells one word");

    /// <summary>Adds the checks.</summary>
    public static IHostApplicationBuilder AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck<ReadyCheck>("ready");
        return builder;
    }

    /// <summary>Maps both addresses.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).WithMetadata(Everybody);
        app.MapHealthChecks("/health/ready").WithMetadata(Everybody);
    }

    private sealed class ReadyCheck(ReadSessions sessions, PartnerDirectory directory, TokenAuthenticator tokens) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(tokens.KeysAvailable && CanRead() ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());

        private bool CanRead()
        {
            try
            {
                using var session = sessions.Begin();
                return directory.Current(session) is not null;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        }
    }
}
