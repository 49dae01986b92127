#!/usr/bin/env dotnet
// Verifies a card while a customer opens an account, and keeps evidence of the check.
//
//   dotnet run verify.cs -- "0000 0000 0000 0195" application-4711
#:include PartnerApi.cs
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

const string query = """
    query($number: CardNumber!, $nonce: String!) {
      card(number: $number, purpose: ACCOUNT_OPENING) {
        valid expiresOn subject receipt(nonce: $nonce) { jws }
      }
    }
    """;

var (number, caseNumber) = (args[0], args[1]);
using var api = new PartnerApi("harbor-bank");
try
{
    var data = await api.ExecuteAsync(query, new() { ["number"] = number, ["nonce"] = caseNumber });
    var card = data["card"]!;
    var isValid = (bool)card["valid"]!;
    Console.WriteLine(isValid
        ? $"Valid until {card["expiresOn"]}. Subject: {card["subject"]}"
        : "The card is not valid.");

    // Store the receipt with the application. With the keys, anyone can verify it later,
    // without the gateway.
    var receipt = (string)card["receipt"]!["jws"]!;
    Console.WriteLine($"Receipt: {receipt}");
    var keys = (await api.ReadAsync("disclosures/keys"))["keys"]!.AsArray();
    var claims = ReceiptClaims(receipt, keys);
    if ((string?)claims["nonce"] != caseNumber || (bool?)claims["valid"] != isValid)
    {
        throw new CryptographicException("The receipt is about another check.");
    }
    Console.WriteLine($"The receipt is genuine: {claims.ToJsonString()}");
    return 0;
}
catch (PartnerApiException error)
{
    // An error is not an answer: never treat it as a card that is not valid.
    Console.Error.WriteLine(error.Code == "CARD_NUMBER_MALFORMED"
        ? "The number contains a typing error. Read it again."
        : error.Message);
    return 1;
}

// Verifies the signature of a receipt, a compact JWS, and returns its claims.
static JsonNode ReceiptClaims(string jws, JsonArray keys)
{
    var parts = jws.Split('.');
    var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
    var (alg, typ, kid) = ((string?)header["alg"], (string?)header["typ"], (string?)header["kid"]);
    var jwk = keys.FirstOrDefault(key => (string?)key!["kid"] == kid);
    if (alg != "ES256" || typ != "card-receipt+jwt" || jwk is null)
    {
        throw new CryptographicException("This is no receipt of the gateway.");
    }
    byte[] Coordinate(string name) => Base64Url.DecodeFromChars((string)jwk[name]!);
    using var key = ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Coordinate("x"), Y = Coordinate("y") },
    });
    var input = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
    var signature = Base64Url.DecodeFromChars(parts[2]);
    var isGenuine = key.VerifyData(input, signature, HashAlgorithmName.SHA256);
    if (!isGenuine) throw new CryptographicException("The receipt is not genuine.");
    return JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
}
