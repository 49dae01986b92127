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
    query($number: CardNumber!, $purpose: Purpose!, $nonce: String!) {
      card(number: $number, purpose: $purpose) { valid subject receipt(nonce: $nonce) { jws } }
    }
    """;
const string purpose = "ACCOUNT_OPENING";

if (args is not [var number, var nonce])
{
    Console.Error.WriteLine("usage: dotnet run verify.cs -- CARD-NUMBER CASE-NUMBER");
    return 2;
}
using var api = new PartnerApi("harbor-bank");
try
{
    var variables = new JsonObject
    {
        ["number"] = number, ["purpose"] = purpose, ["nonce"] = nonce,
    };
    var card = (await api.ExecuteAsync(query, variables))["card"]!;
    var (isValid, subject) = ((bool)card["valid"]!, (string?)card["subject"]);
    var receipt = (string)card["receipt"]!["jws"]!;
    var keySet = await api.ReadAsync("disclosures/keys", "keys");
    var claims = ReceiptClaims(receipt, keySet["keys"]!.AsArray());

    // A genuine receipt can still be that of another partner, purpose, or case.
    var expected = new JsonObject
    {
        ["iss"] = await api.IssuerAsync(), ["aud"] = api.Partner, ["purpose"] = purpose,
        ["nonce"] = nonce, ["valid"] = isValid, ["sub"] = subject,
    };
    foreach (var (name, value) in expected)
    {
        if (!JsonNode.DeepEquals(claims[name], value))
        {
            throw new CryptographicException($"The receipt has another {name}.");
        }
    }

    // Keep both files with the application. Anyone can verify them later, without the gateway.
    File.WriteAllText("receipt.jws", receipt);
    File.WriteAllText("keys.json", keySet.ToJsonString());
    Console.WriteLine(isValid
        ? $"The card is valid. Subject: {subject}"
        : "The card is not valid.");
    Console.WriteLine("Stored the receipt and its keys: receipt.jws, keys.json");
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
