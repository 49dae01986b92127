namespace PartnerApi.Identity.SignIn;

/// <summary>
/// The means by which one person at a partner signs in. Everything else about it is its client of the same name in the directory: whose it is,
/// and whether it may ask. So a person's token is refused like a program's as soon as client, partner or agreement no longer hold.
/// </summary>
public sealed class Account
{
    /// <summary>The name that is typed in, which is also the client's id.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="AccountPasswords"/>.</summary>
    public required string PasswordHash { get; set; }
}
