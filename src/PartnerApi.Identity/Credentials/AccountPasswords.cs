using System.Security.Cryptography;
using System.Text;
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
    /// Checks the password of an account. For an unknown name, a hash that matches no password is checked, so that both failures take the same time. Null if
    /// too many passwords are being checked.
    /// </summary>
    public async Task<PasswordCheck?> CheckAsync(string name, string password, SourceAddress source, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var account = await FindAsync(context, name, cancel) ?? UnknownAccount;
        var isRight = await queue.RunAsync(
            source, () => Hasher.VerifyHashedPassword(account, account.PasswordHash, password) != PasswordVerificationResult.Failed, cancel);
        return isRight is { } known ? new PasswordCheck(known, Version(account)) : null;
    }

    /// <summary>The version of an account's password; null if there is no such account.</summary>
    public async Task<string?> VersionAsync(string name, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await FindAsync(context, name, cancel) is { } account ? Version(account) : null;
    }

    private static Task<Account?> FindAsync(GatewayDbContext context, string name, CancellationToken cancel) =>
        context.Set<Account>().AsNoTracking().SingleOrDefaultAsync(row => row.Name == name, cancel);

    // The stored hash has a salt, so each new password has another version, even for an account that was removed and added again.
    private static string Version(Account account) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.PasswordHash)));
}

/// <summary>The result of a check.</summary>
/// <param name="IsRight">Whether there is an account with that name and password.</param>
/// <param name="Version">The version of the account's password. It reveals nothing about the password.</param>
internal readonly record struct PasswordCheck(bool IsRight, string Version);
