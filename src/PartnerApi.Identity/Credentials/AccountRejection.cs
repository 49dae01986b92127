using PartnerApi.Core;

namespace PartnerApi.Identity.Credentials;

/// <summary>Why <see cref="AccountRegistry"/> rejected a change. Nothing was changed.</summary>
public abstract record AccountRejection
{
    private AccountRejection()
    {
    }

    /// <summary>The name is not a short name (<see cref="ShortNames"/>).</summary>
    public sealed record InvalidName : AccountRejection;

    /// <summary>The password is too short.</summary>
    /// <param name="MinLength">The fewest characters of a password.</param>
    public sealed record PasswordTooShort(int MinLength) : AccountRejection;

    /// <summary>The partner does not exist.</summary>
    public sealed record UnknownPartner(string Partner) : AccountRejection;

    /// <summary>Partners of the audience have no accounts.</summary>
    /// <param name="Partner">The partner.</param>
    /// <param name="Audience">Its audience.</param>
    /// <param name="WithAccounts">The audience that has accounts.</param>
    public sealed record AudienceWithoutAccounts(string Partner, string Audience, string WithAccounts) : AccountRejection;

    /// <summary>A client or an account has the name.</summary>
    public sealed record NameTaken(string Name) : AccountRejection;

    /// <summary>The account does not exist.</summary>
    public sealed record UnknownAccount(string Name) : AccountRejection;
}
