namespace PartnerApi.Core;

/// <summary>
/// Whether this process is the sandbox, with invented cards, partners and secrets. It is if <see cref="Variable"/> is exactly <c>Development</c>. With
/// any other value, or none, no part of the sandbox exists.
/// </summary>
public static class SandboxMode
{
    /// <summary>The only variable that decides. No other variable and no setting does.</summary>
    public const string Variable = "ASPNETCORE_ENVIRONMENT";

    /// <summary>
    /// The environment's name for a host. ASP.NET Core ignores case: <c>development</c> would not select our sandbox, but would enable its developer pages.
    /// A name that differs only in case therefore returns <c>Production</c>.
    /// </summary>
    public static string EnvironmentName => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => Environments.Production,
        var name when !IsExact(name) && name.Equals(Environments.Development, StringComparison.OrdinalIgnoreCase) => Environments.Production,
        var name => name,
    };

    /// <summary>Whether a host built with <see cref="EnvironmentName"/> is the sandbox.</summary>
    public static bool IsSandbox(this IHostEnvironment environment) => IsExact(environment.EnvironmentName);

    /// <summary>Whether this process is the sandbox.</summary>
    public static bool IsOn => IsExact(EnvironmentName);

    private static bool IsExact(string name) => string.Equals(name, Environments.Development, StringComparison.Ordinal);
}
