#!/usr/bin/env dotnet
// Checks a card, grants a membership, and reverses one that was granted by mistake.
//
//   dotnet run membership.cs -- check "0000 0000 0000 0195"
//   dotnet run membership.cs -- redeem "0000 0000 0000 0195" visit-4711
//   dotnet run membership.cs -- reverse REDEMPTION
#:include PartnerApi.cs
using System.Text.Json.Nodes;

const string checkQuery = """
    query($number: CardNumber!, $purpose: Purpose!, $benefit: ID!) {
      card(number: $number, purpose: $purpose) { eligibility(benefit: $benefit) { eligible } }
    }
    """;
const string redeemMutation = """
    mutation($input: RedeemBenefitInput!) {
      redeemBenefit(input: $input) { redeemed reason redemption { id subject validUntil } }
    }
    """;
const string reverseMutation = """
    mutation($input: ReverseRedemptionInput!) {
      reverseRedemption(input: $input) { redemption { id reversedAt } }
    }
    """;

const string usage =
    "usage: dotnet run membership.cs -- check CARD | redeem CARD KEY | reverse REDEMPTION";

var benefit = Setting("BENEFIT") ?? "river-museum-membership";
var purpose = Setting("PURPOSE") ?? "MEMBERSHIP";
using var api = new PartnerApi("river-museum");
try
{
    var result = args switch
    {
        ["check", var number] => await CheckAsync(number),
        ["redeem", var number, var key] => await RedeemAsync(number, key),
        ["reverse", var redemption] => await ReverseAsync(redemption),
        _ => null,
    };
    (result is null ? Console.Error : Console.Out).WriteLine(result ?? usage);
    return result is null ? 2 : 0;
}
catch (PartnerApiException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

async Task<string> CheckAsync(string number)
{
    var variables = new JsonObject
    {
        ["number"] = number, ["purpose"] = purpose, ["benefit"] = benefit,
    };
    var data = await api.ExecuteAsync(checkQuery, variables);
    var isEligible = (bool)data["card"]!["eligibility"]!["eligible"]!;
    return $"The holder may {(isEligible ? "" : "not ")}have the membership.";
}

// Store the key, a new one for each attempt to grant, before you send it. Then you can repeat
// the request even after a restart.
async Task<string> RedeemAsync(string number, string idempotencyKey)
{
    var input = new JsonObject
    {
        ["card"] = number, ["purpose"] = purpose, ["benefit"] = benefit,
        ["idempotencyKey"] = idempotencyKey,
    };
    var data = await api.ExecuteAsync(redeemMutation, new() { ["input"] = input });
    var result = data["redeemBenefit"]!;
    if (!(bool)result["redeemed"]!) return $"Not redeemed: {result["reason"]}";

    // Store the id, to reverse the redemption, and the subject, to check the member at night.
    var redemption = result["redemption"]!;
    var (id, subject) = (redemption["id"], redemption["subject"]);
    return $"Redeemed: {id} for the subject {subject} until {redemption["validUntil"]}";
}

async Task<string> ReverseAsync(string id)
{
    var input = new JsonObject { ["redemption"] = id, ["reason"] = "ENTERED_BY_MISTAKE" };
    var data = await api.ExecuteAsync(reverseMutation, new() { ["input"] = input });
    var redemption = data["reverseRedemption"]!["redemption"]!;
    return $"Reversed: {redemption["id"]} at {redemption["reversedAt"]}";
}

static string? Setting(string name) => Environment.GetEnvironmentVariable("PARTNER_API_" + name);
