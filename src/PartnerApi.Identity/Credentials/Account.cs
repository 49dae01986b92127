namespace PartnerApi.Identity.Credentials;

/// <summary>
/// The name and password of a person at a partner. The partner and the status are those of the client with the same name in the directory. So a person's
/// token is refused like that of a program if the client, the partner, or the agreement is not active.
/// </summary>
public sealed class Account
{
    /// <summary>The name for the sign-in, also the client's id.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="AccountPasswords"/>.</summary>
    public required string PasswordHash { get; set; }
}
