using System.CommandLine;
using System.Text.Json;
using PartnerApi.Commands;
using PartnerApi.Disclosures;

namespace PartnerApi.Cards;

/// <summary><c>receipt verify</c>: checks a receipt with the published keys, without asking anybody.</summary>
internal static class ReceiptCommand
{
    private const int LongestReceipt = 16 * 1024;

    /// <summary>The command with the one under it.</summary>
    public static Command Create() => new Command("receipt", "Check a partner's evidence.") { Verify() }
        .WithExamples("PartnerApi receipt verify receipt.jws --keys keys.json");

    private static Command Verify()
    {
        var file = new Argument<string>("FILE") { Description = "The receipt: a compact JWS; - for standard input." };
        var published = new Option<string>("--keys")
        {
            HelpName = "FILE",
            Description = "The published keys, as /disclosures/keys answers.",
            Required = true,
        };
        var nonce = new Option<string?>("--nonce") { HelpName = "NONCE", Description = "The nonce it must be bound to." };
        var command = new Command("verify", "Check a receipt's signature with the published keys, and print what it states.") { file, published, nonce };
        command.SetAction(async (parsed, cancel) =>
        {
            var jws = await ReadAsync(parsed.GetRequiredValue(file), cancel);
            using var keys = await KeysAsync(parsed.GetRequiredValue(published), cancel);
            var payload = keys.Open(EvidenceKeys.ReceiptType, jws.Trim()) ?? throw new CommandRefusedException("It is no receipt that one of these keys has signed.");
            var claims = JsonSerializer.Deserialize<ReceiptClaims>(payload, CompactJws.Json)!;
            if (parsed.GetValue(nonce) is { } expected && claims.Nonce != expected) throw new CommandRefusedException("The receipt is bound to another nonce.");
            Output.WriteJson(claims);
            return ExitCodes.Success;
        });
        return command.WithExamples(
            "PartnerApi receipt verify receipt.jws --keys keys.json --nonce 4711",
            "PartnerApi receipt verify - --keys keys.json < receipt.jws");
    }

    private static async Task<PublishedKeys> KeysAsync(string file, CancellationToken cancel)
    {
        try
        {
            return new PublishedKeys(await File.ReadAllBytesAsync(file, cancel));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandRefusedException($"The keys cannot be read. {(error is FormatException ? error.Message : error.GetType().Name)}");
        }
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancel)
    {
        try
        {
            using var reader = file == "-" ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(file);
            var text = new char[LongestReceipt];
            return new string(text, 0, await reader.ReadBlockAsync(text, cancel));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandRefusedException($"The receipt cannot be read ({error.GetType().Name}).");
        }
    }
}
