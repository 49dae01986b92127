using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PartnerApi.Identity.Attempts;
using PartnerApi.Storage;

namespace PartnerApi.Identity.SignIn;

/// <summary>Hashes and checks passwords (PBKDF2 with HMAC-SHA-512 and a salt of its own for each).</summary>
internal sealed class AccountPasswords(IDbContextFactory<GatewayDbContext> contexts, HashQueue queue)
{
    /// <summary>The fewest characters of a new password.</summary>
    public const int MinLength = 12;

    // What OWASP's password storage guide asks of PBKDF2 with SHA-512.
    private const int Iterations = 210_000;

    private static readonly PasswordHasher<Account> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private static readonly Account Nobody = new() { Name = "", PasswordHash = Hasher.HashPassword(null!, RandomNumberGenerator.GetHexString(32)) };

    /// <summary>The hash to keep of a password.</summary>
    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    /// <summary>
    /// Whether there is an account of that name with that password. For a name that nobody has, a hash that fits no password is checked: both ways
    /// of being wrong cost the same. Null when too many passwords are being checked.
    /// </summary>
    public async Task<bool?> AreRightAsync(string name, string password, SourceAddress source, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var account = await context.Set<Account>().AsNoTracking().SingleOrDefaultAsync(row => row.Name == name, cancel) ?? Nobody;
        return await queue.RunAsync(
            source, () => Hasher.VerifyHashedPassword(account, account.PasswordHash, password) != PasswordVerificationResult.Failed, cancel);
    }
}
