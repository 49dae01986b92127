namespace PartnerApi.Core;

/// <summary>
/// Whether this process is the sandbox, in which cards, partners and secrets are made up. It is when <see cref="Variable"/> is exactly
/// <c>Development</c>; with any other value, and with none, nothing of the sandbox exists.
/// </summary>
public static class SandboxMode
{
    /// <summary>The one variable that decides. No other variable and no setting does.</summary>
    public const string Variable = "ASPNETCORE_ENVIRONMENT";

    /// <summary>
    /// The environment's name for a host. ASP.NET Core compares names without regard to case: <c>development</c> would not be our sandbox, but would
    /// switch on its pages for developers, so a near miss gives <c>Production</c>.
    /// </summary>
    public static string EnvironmentName => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => Environments.Production,
        var name when !IsExact(name) && name.Equals(Environments.Development, StringComparison.OrdinalIgnoreCase) => Environments.Production,
        var name => name,
    };

    /// <summary>Whether a host that was built with <see cref="EnvironmentName"/> is the sandbox.</summary>
    public static bool IsSandbox(this IHostEnvironment environment) => IsExact(environment.EnvironmentName);

    /// <summary>Whether this process is the sandbox.</summary>
    public static bool IsOn => IsExact(EnvironmentName);

    private static bool IsExact(string name) => string.Equals(name, Environments.Development, StringComparison.Ordinal);
}
