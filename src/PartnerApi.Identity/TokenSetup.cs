using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Logging;
using PartnerApi.Core;
using PartnerApi.Identity.Issuer;
using PartnerApi.Identity.Keys;
using PartnerApi.Identity.SignIn;
using PartnerApi.Identity.Validation;

namespace PartnerApi.Identity;

/// <summary>Puts token validation, and the embedded issuer unless <c>Tokens:Authority</c> names another, into the host.</summary>
public static class TokenSetup
{
    // WebApplication adds the authentication middleware by itself when this is not set, for every request: that would run the issuer's matching
    // in front of each question. Tokens of questions are read by TokenAuthenticator.
    private const string AuthenticationIsPlaced = "__AuthenticationMiddlewareSet";

    /// <summary>Adds <see cref="TokenAuthenticator"/> and what it needs. The embedded issuer's keys are made in the data folder when they are missing.</summary>
    /// <exception cref="Core.SettingException">A key file or a setting is of no use.</exception>
    public static IHostApplicationBuilder AddTokens(this IHostApplicationBuilder builder, TokenSettings settings)
    {
        // Off by default; said here because turning either on would put tokens into the log.
        IdentityModelEventSource.ShowPII = false;
        IdentityModelEventSource.LogCompleteSecurityArtifact = false;

        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(TokenMemory.Read(builder.Configuration));
        services.AddSingleton<TokenAuthenticator>();
        services.AddSingleton<IReadinessCheck, TokenKeysCheck>();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, BearerValidation>();
        services.AddAuthentication().AddJwtBearer();
        if (settings.IsExternal) AddAuthority(services);
        else AddEmbeddedIssuer(builder, settings);
        RemoveDataProtection(services);
        return builder;
    }

    /// <summary>Maps the embedded issuer's addresses, if there is one.</summary>
    public static void MapTokens(this WebApplication app)
    {
        ((IApplicationBuilder)app).Properties[AuthenticationIsPlaced] = true;
        var settings = app.Services.GetRequiredService<TokenSettings>();
        if (settings.IsExternal) return;
        app.MapIssuer(settings);
        app.MapIssuerAddresses();
        app.MapSignIn();
    }

    /// <summary>Authentication brings data protection along, for cookies. There are none, and it would write a key into the home folder.</summary>
    private static void RemoveDataProtection(IServiceCollection services)
    {
        var starters = services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList();
        foreach (var starter in starters) services.Remove(starter);
    }

    private static void AddAuthority(IServiceCollection services)
    {
        services.AddSingleton(RefreshThrottle.Default);
        services.AddSingleton<AuthorityClient>();
        services.AddSingleton<AuthorityKeys>();
        services.AddSingleton<IVerificationKeys>(provider => provider.GetRequiredService<AuthorityKeys>());
        services.AddHostedService(provider => provider.GetRequiredService<AuthorityKeys>());
    }

    private static void AddEmbeddedIssuer(IHostApplicationBuilder builder, TokenSettings settings)
    {
        var keys = IssuerKeys.Load(DataFolder.Resolve(null, builder.Configuration));
        builder.Services.AddSingleton(keys);
        builder.Services.AddSingleton<IVerificationKeys>(keys);
        builder.AddIssuer(settings, keys);
    }
}
