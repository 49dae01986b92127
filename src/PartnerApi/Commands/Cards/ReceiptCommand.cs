using System.CommandLine;
using System.Text.Json;
using PartnerApi.Cards;
using PartnerApi.Ledger;

namespace PartnerApi.Commands.Cards;

/// <summary><c>receipt verify</c>: verifies a receipt offline, with the published keys.</summary>
internal static class ReceiptCommand
{
    private const int LongestReceipt = 16 * 1024;

    public static Command Create() => new Command("receipt", "Verify a partner's receipt.") { Verify() }
        .WithExamples("PartnerApi receipt verify receipt.jws --keys keys.json");

    private static Command Verify()
    {
        var file = new Argument<string>("FILE") { Description = "The receipt, a compact JWS; - for standard input." };
        var published = new Option<string>("--keys")
        {
            HelpName = "FILE",
            Description = "The published keys: the response of /disclosures/keys.",
            Required = true,
        };
        var nonce = new Option<string?>("--nonce") { HelpName = "NONCE", Description = "The nonce that the receipt must have." };
        var command = new Command("verify", "Verify a receipt's signature with the published keys and print its claims.") { file, published, nonce };
        command.SetAction(parsed =>
        {
            var jws = Read(parsed.GetRequiredValue(file));
            using var keys = Keys(parsed.GetRequiredValue(published));
            var payload = keys.Open(EvidenceKeys.ReceiptType, jws.Trim()) ?? throw new RefusedException(
                "Not a receipt signed with one of these keys. Check that both files are complete and from the same gateway.");
            var claims = JsonSerializer.Deserialize<ReceiptClaims>(payload, CompactJws.Json)!;
            if (parsed.GetValue(nonce) is { } expected && claims.Nonce != expected)
                throw new RefusedException("The receipt has a different nonce. Do not use it as evidence for this case.");
            Output.WriteJson(claims);
            return ExitCodes.Success;
        });
        return command.WithExamples(
            "PartnerApi receipt verify receipt.jws --keys keys.json --nonce 4711",
            "PartnerApi receipt verify - --keys keys.json < receipt.jws");
    }

    private static PublishedKeys Keys(string file) => PublishedKeys.TryParse(CommandFiles.Named(file, () => File.ReadAllBytes(file)))
        ?? throw new RefusedException($"{file}: expected a JWK set of P-256 keys.");

    private static string Read(string file)
    {
        using var reader = new StreamReader(CommandFiles.OpenRead(file));
        var text = new char[LongestReceipt];
        return new string(text, 0, CommandFiles.Named(file, () => reader.ReadBlock(text)));
    }
}
