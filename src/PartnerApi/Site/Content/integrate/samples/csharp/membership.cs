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
      card(number: $number, purpose: $purpose) { valid eligibility(benefit: $benefit) { eligible } }
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

var benefit = Environment.GetEnvironmentVariable("PARTNER_API_BENEFIT") ?? "river-museum-membership";
var purpose = Environment.GetEnvironmentVariable("PARTNER_API_PURPOSE") ?? "MEMBERSHIP";
using var api = new PartnerApi("river-museum");
try
{
    Console.WriteLine(args switch
    {
        ["check", var number] => await CheckAsync(number),
        ["redeem", var number, var key] => await RedeemAsync(number, key),
        ["reverse", var redemption] => await ReverseAsync(redemption),
        _ => "Use check, redeem, or reverse.",
    });
    return 0;
}
catch (PartnerApiException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

async Task<string> CheckAsync(string number)
{
    var data = await api.ExecuteAsync(checkQuery, new() { ["number"] = number, ["purpose"] = purpose, ["benefit"] = benefit });
    return (bool)data["card"]!["eligibility"]!["eligible"]! ? "The holder may have the membership." : "The holder may not have the membership.";
}

// Store the key, such as the number of the visit, before you send it. Then you can repeat the request even after a restart.
async Task<string> RedeemAsync(string number, string idempotencyKey)
{
    var input = new JsonObject { ["card"] = number, ["purpose"] = purpose, ["benefit"] = benefit, ["idempotencyKey"] = idempotencyKey };
    var result = (await api.ExecuteAsync(redeemMutation, new() { ["input"] = input }))["redeemBenefit"]!;
    if (!(bool)result["redeemed"]!) return $"Not redeemed: {result["reason"]}";

    // Store both with the member: the id to reverse the redemption, and the subject to check the member at night.
    var redemption = result["redemption"]!;
    return $"Redeemed: {redemption["id"]} for the subject {redemption["subject"]} until {redemption["validUntil"]}";
}

async Task<string> ReverseAsync(string id)
{
    var input = new JsonObject { ["redemption"] = id, ["reason"] = "ENTERED_BY_MISTAKE" };
    var redemption = (await api.ExecuteAsync(reverseMutation, new() { ["input"] = input }))["reverseRedemption"]!["redemption"]!;
    return $"Reversed: {redemption["id"]} at {redemption["reversedAt"]}";
}
