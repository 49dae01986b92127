using System.Globalization;
using System.Text.Json;
using PartnerApi.Disclosures;
using PartnerApi.Ledger;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Requests;

namespace PartnerApi.Cards;

/// <summary>The claims of a receipt. They include neither the card number nor anything outside the token's scopes.</summary>
/// <param name="Iss">The gateway.</param>
/// <param name="Aud">The partner that keeps the receipt.</param>
/// <param name="Jti">The id of the disclosure record.</param>
/// <param name="Iat">The start of the hour of the answer, in seconds since 1970. The partner's own records have the minute.</param>
/// <param name="Purpose">The purpose of the lookup.</param>
/// <param name="Valid">Whether the card was valid.</param>
/// <param name="ExpiresOn">The last valid day, with the scope <c>card:expiry</c>; null if the card is not valid.</param>
/// <param name="Sub">The partner's pairwise subject, with the scope <c>card:subject</c>; null if the card is not valid.</param>
/// <param name="Nonce">The partner's nonce.</param>
/// <param name="Policy">The version of the rules, and of the agreements to which they were applied.</param>
/// <param name="Head">The last published head of the ledger before this record.</param>
internal sealed record ReceiptClaims(
    string Iss, string Aud, string Jti, long Iat, string Purpose, bool Valid, string? ExpiresOn, string? Sub, string? Nonce, string Policy, SignedHead? Head);

/// <summary>Builds and signs receipts.</summary>
/// <param name="keys">The signing keys.</param>
/// <param name="heads">The source of the ledger's last published head.</param>
/// <param name="issuer">The source of <c>iss</c>.</param>
internal sealed class ReceiptSigner(EvidenceKeys keys, HeadSigner heads, EvidenceIssuer issuer)
{
    // Changes with the code of the rules: builds are deterministic, and the id is a hash of the compiled module.
    private static readonly string Rules = typeof(Validity).Module.ModuleVersionId.ToString("N")[..8];

    /// <summary>Builds the receipt of an answer, a compact JWS. Its claims are fixed now; it is signed after the request's read session has ended.</summary>
    /// <returns>The placeholder that the signed receipt replaces.</returns>
    public string Sign(CardAnswer card, string? nonce, GatewayRequest request)
    {
        // Computed even if the card is not valid, so that both cost the same.
        var subject = request.Scopes.Contains("card:subject") ? card.Subject : null;
        var claims = new ReceiptClaims(
            issuer.Name,
            request.Caller.PartnerId,
            DisclosureRecord.Text(card.Disclosure.Id),
            request.Hour.ToUnixTimeSeconds(),
            PurposeNames.Of(card.Disclosure.Purpose!.Value),
            card.Valid,
            request.Scopes.Contains("card:expiry") ? card.ExpiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            subject,
            nonce,
            $"{Rules}+{request.Session.Generation(DirectoryGeneration.Name).ToString(CultureInfo.InvariantCulture)}",
            heads.Latest);
        var payload = JsonSerializer.SerializeToUtf8Bytes(claims, CompactJws.Json);
        return request.Defer(() => keys.Sign(EvidenceKeys.ReceiptType, payload));
    }
}
