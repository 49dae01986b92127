using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PartnerApi.Identity.Attempts;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Credentials;

/// <summary>Hashes and checks passwords (PBKDF2 with HMAC-SHA-512 and a salt for each).</summary>
internal sealed class AccountPasswords(IDbContextFactory<GatewayDbContext> contexts, HashQueue queue)
{
    /// <summary>The minimum length of a new password.</summary>
    public const int MinLength = 12;

    // The value of OWASP's password storage guide for PBKDF2 with SHA-512.
    private const int Iterations = 210_000;

    private static readonly PasswordHasher<Account> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private static readonly Account UnknownAccount = new() { Name = "", PasswordHash = Hasher.HashPassword(null!, RandomNumberGenerator.GetHexString(32)) };

    /// <summary>The hash of a password, in its stored form.</summary>
    public static string Hash(string password) => Hasher.HashPassword(UnknownAccount, password);

    /// <summary>
    /// Whether there is an account with that name and password. For an unknown name, a hash that matches no password is checked, so that both failures
    /// take the same time. Null if too many passwords are being checked.
    /// </summary>
    public async Task<bool?> AreRightAsync(string name, string password, SourceAddress source, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var account = await context.Set<Account>().AsNoTracking().SingleOrDefaultAsync(row => row.Name == name, cancel) ?? UnknownAccount;
        return await queue.RunAsync(
            source, () => Hasher.VerifyHashedPassword(account, account.PasswordHash, password) != PasswordVerificationResult.Failed, cancel);
    }
}
