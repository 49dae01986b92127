using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Identity.Credentials;
using PartnerApi.Registry.Bulk;

namespace PartnerApi.Tests.Architecture;

/// <summary>A scripted day: imports, requests of every audience, faulty requests, and attacks. Collects the responses and the secrets used.</summary>
internal sealed class ScriptedDay(RunningGateway gateway)
{
    private const string CardQuery = "query($number: CardNumber!, $purpose: Purpose!) { card(number: $number, purpose: $purpose) { valid expiresOn subject } }";
    private const string Refused = "a-secret-that-was-never-right-0123456789";

    private readonly StringBuilder output = new();

    /// <summary>The status, headers, and bodies of responses to partners, the registrar's errors, and the output of commands.</summary>
    public string Output => output.ToString();

    /// <summary>The access tokens and client secrets that were sent or issued.</summary>
    public List<string> Secrets { get; } = [Refused];

    /// <summary>Runs the day.</summary>
    public async Task RunAsync()
    {
        await ImportAsync();
        await RequestTokensAsync();
        foreach (var number in MarkedCards.All.Select(card => card.Number.Reveal()).Append("0000000000000195").Append("0000000000000680"))
        {
            await LookUpAsync(number);
            await SendFaultyRequestsAsync(number);
        }
        await LookUpAsRegistrarAsync();
    }

    private async Task ImportAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        var writer = gateway.Services.GetRequiredService<CardBulkWriter>();
        writer.Write(MarkedCards.All.Take(4), cancellation: cancel);

        // Imports the other cards with the command, twice, and once with a bad line, because replaced rows and rejected files must leave nothing either.
        using var folder = new TemporaryFolder();
        var csv = MarkedCards.Csv(MarkedCards.All.Skip(4));
        var good = folder.Write("good.csv", csv);
        var bad = folder.Write("bad.csv", csv.Replace(",queens,", ",nowhere,", StringComparison.Ordinal));
        foreach (var file in (string[])[good, good, bad])
        {
            var result = await Executable.RunAsync("cards", "import", file, "--data", gateway.Data);
            Assert.Equal(file == bad ? 1 : 0, result.ExitCode);
            output.AppendLine(result.Output).AppendLine(result.Error);
        }
    }

    private async Task RequestTokensAsync()
    {
        var secret = ClientRegistry.NewSecret();
        Secrets.Add(secret);
        await using var scope = gateway.Services.CreateAsyncScope();
        _ = (await scope.ServiceProvider.GetRequiredService<ClientRegistry>().AddAsync("harbor-night", "harbor-bank", secret, TestContext.Current.CancellationToken)).Value;
        foreach (var (client, tried, right) in new[] { ("harbor-night", secret, true), ("harbor-night", Refused, false), ("nobody", Refused, false) })
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = client,
                ["client_secret"] = tried,
            });
            using var response = await gateway.Http.PostAsync("/connect/token", form, TestContext.Current.CancellationToken);
            var answer = await Answer.ReadAsync(response);
            Assert.Equal(right, answer.Status == HttpStatusCode.OK);
            if (right) Secrets.Add(answer.Json.GetProperty("access_token").GetString()!);
            else Keep(answer);
        }
        foreach (var client in (string[])["harbor-bank", "river-museum", "hill-museum", "city-library", "card-registrar"])
            Secrets.Add(await gateway.TokenAsync(client));
    }

    private async Task LookUpAsync(string number)
    {
        var spaced = string.Join(' ', number[..4], number[4..8], number[8..12], number[12..]);
        Keep(await gateway.QueryAsync("harbor-bank", CardQuery, new { number, purpose = "ACCOUNT_OPENING" }));
        Keep(await gateway.QueryAsync("harbor-bank", CardQuery, new { number = spaced, purpose = "MEMBERSHIP" }));
        Keep(await gateway.QueryAsync("harbor-bank", $$"""{ card(number: "{{number}}", purpose: ACCOUNT_OPENING) { valid expiresOn subject } }"""));
        foreach (var (client, purpose, benefit) in new[]
        {
            ("river-museum", "MEMBERSHIP", "river-museum-membership"), ("hill-museum", "MEMBERSHIP", "river-museum-membership"),
            ("city-library", "LIBRARY_REGISTRATION", "city-library-registration"),
        })
        {
            Keep(await gateway.QueryAsync(
                client,
                "query($numbers: [CardNumber!]!, $purpose: Purpose!, $benefit: ID!) {"
                    + " cards(numbers: $numbers, purpose: $purpose) { valid subject eligibility(benefit: $benefit) { eligible } } }",
                new { numbers = new[] { number, spaced, number + "1" }, purpose, benefit }));
        }
    }

    private async Task SendFaultyRequestsAsync(string number)
    {
        string[] documents =
        [
            $"{{ card(number: \"{number}\" purpose: ACCOUNT_OPENING) {{ valid ",
            $"{{ card(number: \"{number}\", purpose: \"{number}\") {{ valid }} }}",
            $"{{ card(number: {number}, purpose: ACCOUNT_OPENING) {{ valid }} }}",
            $"{{ card(number: [\"{number}\"], purpose: ACCOUNT_OPENING, other: \"{number}\") {{ valid }} }}",
            $"{{ card(number: \"{number}\", purpose: ACCOUNT_OPENING) {{ holder {{ legalName }} status }} }}",
            $"{{ card(number: \"{number[..15]}\", purpose: ACCOUNT_OPENING) {{ valid }} }}",
            $"query($n: CardNumber = \"{number}\") {{ card(number: $n, purpose: ACCOUNT_OPENING) {{ valid }} }}",
            $"# {number}\n\"{number}\" {{ viewer {{ audience }} }}",
            $"{{ viewer {{ audience @include(if: \"{number}\") }} }}",
            string.Concat(Enumerable.Repeat($"{{ card(number: \"{number}\") ", 200)),
        ];
        var token = await gateway.TokenAsync("harbor-bank");
        foreach (var document in documents)
        {
            Keep(await gateway.QueryAsync("harbor-bank", document, new { n = number, number }));
            using var byAddress = new HttpRequestMessage(HttpMethod.Get, $"/graphql?query={Uri.EscapeDataString(document)}&variables={{\"number\":\"{number}\"}}");
            byAddress.Headers.Authorization = new("Bearer", token);
            using var response = await gateway.Http.SendAsync(byAddress, TestContext.Current.CancellationToken);
            Keep(await Answer.ReadAsync(response));
        }
        Keep(await gateway.QueryAsync("harbor-bank", CardQuery, new { number = long.Parse(number), purpose = number }));
        Keep(await gateway.QueryAsync("harbor-bank", CardQuery, new { number = new[] { number }, purpose = "ACCOUNT_OPENING" }));
        Keep(await gateway.SendAsync(token, $"{{\"query\": \"{number}\", \"query\": \"{number}\"}}"));
        Keep(await gateway.SendAsync(token, number));
        Keep(await gateway.SendAsync(token[..^4] + "AAAA", $"{{\"query\": \"{number}\"}}"));
        Keep(await gateway.SendAsync(token, $"number={number}", contentType: "application/x-www-form-urlencoded"));
    }

    private async Task LookUpAsRegistrarAsync()
    {
        const string desk = "query($number: CardNumber!) { card(number: $number, purpose: CARD_CARE) { status holder { legalName dateOfBirth address { street city postalCode } } } }";
        foreach (var card in MarkedCards.All)
        {
            // The registrar may see the record, so this response is not collected. It must leave no trace elsewhere.
            var shown = await gateway.QueryAsync("card-registrar", desk, new { number = card.Number.Reveal() });
            Assert.Equal(card.LegalName, shown.Data("card", "holder", "legalName").GetString());
            Keep(await gateway.QueryAsync("card-registrar", desk, new { number = card.Number.Reveal() + "0" }));
            Keep(await gateway.QueryAsync("card-registrar", desk.Replace("status", "nothing", StringComparison.Ordinal), new { number = card.Number.Reveal() }));
        }
    }

    private void Keep(Answer answer)
    {
        // A request id is random and contains the digits of some ZIP code in one of a hundred runs.
        var headers = answer.Headers.Where(header => !header.Key.Equals("X-Request-ID", StringComparison.OrdinalIgnoreCase));
        output.AppendLine(answer.Status.ToString()).AppendLine(string.Join('\n', headers)).AppendLine(answer.Body);
    }
}
