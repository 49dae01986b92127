using PartnerApi.Core;

namespace PartnerApi.Sandbox;

/// <summary>Prints the first steps when the sandbox is ready.</summary>
internal static class SandboxGuide
{
    /// <summary>Prints the guide in the sandbox; does nothing otherwise.</summary>
    public static void Print(WebApplication app)
    {
        if (!app.Environment.IsSandbox()) return;
        var address = app.Urls.First().TrimEnd('/');
        Console.WriteLine($$$"""

            PartnerApi is ready in sandbox mode. Its cards, partners and secrets are invented.

              Site       {{{address}}}/             (documentation; open it in a browser)
              GraphQL    {{{address}}}/graphql
              Tokens     {{{address}}}/connect/token
              Discovery  {{{address}}}/.well-known/openid-configuration
              Explorer   {{{address}}}/explorer/    (your schema and example requests)
              Statistics {{{address}}}/statistics/  (sign in as {{{SandboxPartners.Analyst}}} with the password {{{SandboxPartners.Secret}}})
              Health     {{{address}}}/health/ready

            1. Get a token for a bank (other clients: {{{string.Join(", ", SandboxPartners.All.Skip(1).Select(partner => partner.Id))}}}):

            TOKEN=$(curl -s {{{address}}}/connect/token -d grant_type=client_credentials \
              -d client_id={{{SandboxPartners.All[0].Id}}} -d client_secret={{{SandboxPartners.Secret}}} | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')

            2. Look up a card:

            curl -s {{{address}}}/graphql -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{
              "query":"query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid expiresOn } }",
              "variables":{"number":"{{{SandboxCards.ValidAdult}}}"}}'

            Press Ctrl-C to stop.
            """);
    }
}
