#!/usr/bin/env dotnet
// Checks at night whether members may keep their membership. The file has the subject of a
// member in each line.
//
//   dotnet run recheck.cs -- members.txt [FIRST-LINE]
#:include PartnerApi.cs
using System.Text.Json.Nodes;

const int mostSubjects = 100;
const string query = """
    query($ids: [ID!]!) {
      subjects(ids: $ids) { id valid entitlements { benefit running } }
    }
    """;

const string variable = "PARTNER_API_BENEFIT";
var benefit = Environment.GetEnvironmentVariable(variable) ?? "river-museum-membership";
var next = 0;
if (args.Length is not (1 or 2)
    || (args.Length == 2 && (!int.TryParse(args[1], out next) || --next < 0)))
{
    Console.Error.WriteLine("usage: dotnet run recheck.cs -- FILE [FIRST-LINE]");
    return 2;
}
if (!File.Exists(args[0]))
{
    Console.Error.WriteLine($"There is no file {args[0]}.");
    return 2;
}
var subjects = File.ReadAllText(args[0]).Split(
    (char[]?)null, StringSplitOptions.RemoveEmptyEntries);
using var api = new PartnerApi("river-museum");
try
{
    foreach (var batch in subjects.Skip(next).Chunk(mostSubjects))
    {
        var ids = new JsonArray([.. batch.Select(subject => (JsonNode)subject)]);
        var data = await api.ExecuteAsync(query, new() { ["ids"] = ids });
        foreach (var member in data["subjects"]!.AsArray())
        {
            if (Change(member!) is { } change) Console.WriteLine($"{member!["id"]} {change}");
        }
        next += batch.Length;
    }
    Console.Error.WriteLine($"Checked {subjects.Length} members.");
    return 0;
}
catch (PartnerApiException error)
{
    var seconds = error.RetryAfter.TotalSeconds;
    var when = seconds > 0 ? $" in {seconds} seconds" : "";
    Console.Error.WriteLine($"{error.Message}\nContinue with line {next + 1}{when}.");
    return 1;
}

string? Change(JsonNode member)
{
    // A lost card is not confirmed until its replacement arrives: your policy decides.
    if (!(bool)member["valid"]!) return "is not confirmed";
    var runs = member["entitlements"]!.AsArray().Any(entitlement =>
        (string?)entitlement!["benefit"] == benefit && (bool)entitlement["running"]!);
    return runs ? null : "has ended";
}
