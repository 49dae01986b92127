using System.Globalization;
using System.Text.Json;
using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Cards;

/// <summary>What a receipt states. Never the number; nothing that the token's scopes do not reach.</summary>
/// <param name="Iss">The gateway.</param>
/// <param name="Aud">The partner whose evidence it is.</param>
/// <param name="Jti">The id of the disclosure record.</param>
/// <param name="Iat">The beginning of the hour in which it was answered; seconds since 1970. The partner's own records know the minute.</param>
/// <param name="Purpose">Why it was asked.</param>
/// <param name="Valid">The answer.</param>
/// <param name="ExpiresOn">The last valid day, with the scope <c>card:expiry</c>; null when the card is not valid.</param>
/// <param name="Sub">The partner's pairwise subject, with the scope <c>card:subject</c>; null when the card is not valid.</param>
/// <param name="Nonce">What the partner gave.</param>
/// <param name="Policy">The version of the rules, and of the agreements they were applied to.</param>
/// <param name="Head">The last published head of the ledger before this record.</param>
internal sealed record ReceiptClaims(
    string Iss, string Aud, string Jti, long Iat, string Purpose, bool Valid, string? ExpiresOn, string? Sub, string? Nonce, string Policy, SignedHead? Head);

/// <summary>Makes receipts.</summary>
/// <param name="keys">Sign them.</param>
/// <param name="heads">Know the ledger's last published head.</param>
/// <param name="issuer">Their <c>iss</c>.</param>
internal sealed class ReceiptSigner(EvidenceKeys keys, HeadSigner heads, EvidenceIssuer issuer)
{
    // Another one whenever the rules' code is another: builds are deterministic, and the id is a hash of what was compiled.
    private static readonly string Rules = typeof(Validity).Module.ModuleVersionId.ToString("N")[..8];

    /// <summary>The receipt of an answer, as a compact JWS: what it states is fixed now, the signature follows when the question's session is over.</summary>
    /// <returns>What stands in its place until then.</returns>
    public string Sign(CardAnswer card, string? nonce, GatewayRequest request)
    {
        // The subject is computed for a card that is not valid too, as everywhere.
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
