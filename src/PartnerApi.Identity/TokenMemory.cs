using PartnerApi.Core;

namespace PartnerApi.Identity;

/// <summary>Limits on the remembered tokens, assertions, and sessions of a process; section <c>Tokens</c> of the configuration.</summary>
[SettingsSection(Section)]
public sealed record TokenMemory
{
    private const string Section = "Tokens";

    // One and a half gigabytes of used assertions.
    private const int Most = 10_000_000;
    private const int LeastVerified = 1_000;

    /// <summary>The number of verified tokens, about 600 bytes each; beyond that, the oldest are verified again.</summary>
    public int VerifiedTokens { get; init; } = 50_000;

    /// <summary>
    /// The number of used client assertions of all clients, about 150 bytes each; beyond that, further ones are refused until one expires. The same number
    /// applies to people's sessions.
    /// </summary>
    public int UsedAssertions { get; init; } = 100_000;

    /// <summary>
    /// The limit for one client: more than three per second in the five minutes of an assertion's lifetime. The same number applies to the sessions of an
    /// account.
    /// </summary>
    public int UsedAssertionsOfClient { get; init; } = 1_000;

    /// <summary>Reads the section.</summary>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    public static TokenMemory Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var defaults = new TokenMemory();
        var all = SettingNumber.Read(section, nameof(UsedAssertions), defaults.UsedAssertions, 1, Most);
        return new TokenMemory
        {
            VerifiedTokens = SettingNumber.Read(section, nameof(VerifiedTokens), defaults.VerifiedTokens, LeastVerified, Most),
            UsedAssertions = all,
            UsedAssertionsOfClient = SettingNumber.Read(
                section, nameof(UsedAssertionsOfClient), Math.Min(defaults.UsedAssertionsOfClient, all), 1, all),
        };
    }
}
