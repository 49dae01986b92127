using PartnerApi.Core;

namespace PartnerApi.Sandbox;

/// <summary>What the sandbox prints when it is ready: what to do next.</summary>
internal static class SandboxGuide
{
    /// <summary>Prints it; outside the sandbox nothing.</summary>
    public static void Print(WebApplication app)
    {
        if (!app.Environment.IsSandbox()) return;
        var address = app.Urls.First().TrimEnd('/');
        Console.WriteLine($$$"""

            PartnerApi is ready, in sandbox mode: its cards, partners and secrets are made up.

              Questions  {{{address}}}/graphql      (open it in a browser to read how to ask)
              Tokens     {{{address}}}/connect/token
              Discovery  {{{address}}}/.well-known/openid-configuration
              Statistics {{{address}}}/statistics/  (sign in as {{{SandboxPartners.Analyst}}} with the password {{{SandboxPartners.Secret}}})
              Health     {{{address}}}/health/ready

            1. Get a token for a bank (the other clients: {{{string.Join(", ", SandboxPartners.All.Skip(1).Select(partner => partner.Id))}}}):

            TOKEN=$(curl -s {{{address}}}/connect/token -d grant_type=client_credentials \
              -d client_id={{{SandboxPartners.All[0].Id}}} -d client_secret={{{SandboxPartners.Secret}}} | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')

            2. Ask about a card:

            curl -s {{{address}}}/graphql -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{
              "query":"query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid expiresOn } }",
              "variables":{"number":"{{{SandboxCards.ValidAdult}}}"}}'

            Ctrl-C stops it.
            """);
    }
}
