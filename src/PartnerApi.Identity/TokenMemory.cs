using PartnerApi.Core;

namespace PartnerApi.Identity;

/// <summary>How much a process remembers of tokens and of what was used for one; section <c>Tokens</c> of the configuration.</summary>
[SettingsSection(Section)]
public sealed record TokenMemory
{
    private const string Section = "Tokens";

    // About a gigabyte.
    private const int Most = 10_000_000;
    private const int LeastVerified = 1_000;

    /// <summary>Verified tokens, about 600 bytes each; beyond that, the oldest are verified again.</summary>
    public int VerifiedTokens { get; init; } = 50_000;

    /// <summary>Used client assertions of all clients, about 100 bytes each; while that many could be used again, further ones are refused. As many used codes.</summary>
    public int UsedAssertions { get; init; } = 100_000;

    /// <summary>The share of one client: more than three a second for each of the five minutes that an assertion may live. The same for codes of one account.</summary>
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
