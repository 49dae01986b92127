using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>
/// Sends random documents of the full schema to the running gateway, as every audience, with all and with few scopes (authz 70, faults 57).
/// No response contains a value that needs a missing scope, and every response equals the reference's.
/// </summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed class RandomDocumentTests(SharedGateway shared)
{
    private const int Documents = 250;
    private const ulong Seed = 7;

    private static readonly (string Client, string? Scope)[] Callers =
    [
        ("harbor-bank", null), ("river-museum", null), ("city-library", null), ("city-analyst", null), ("privacy-officer", null),
        ("card-registrar", null), ("harbor-bank", "card:validity"), ("river-museum", "card:validity benefit:eligibility"),
        ("city-library", "benefit:read card:expiry"), ("card-registrar", "card:validity card:status"),
        ("card-registrar", "card:expiry holder:read"), ("card-registrar", "card:validity holder:read"),
    ];

    private readonly RunningGateway gateway = shared.Gateway;
    private readonly SchemaDeclaration declaration = shared.Gateway.Services.GetRequiredService<SchemaDeclaration>();

    [Fact]
    public async Task Response_to_a_random_document_equals_the_reference_and_has_no_marker()
    {
        var documents = new RandomDocuments(declaration, Seed);
        var visible = Audiences.All.ToDictionary(audience => audience, audience => Elements.Of(declaration, audience.Scopes));
        var palettes = visible.Values.ToList();
        var markers = Markers(shared.Gateway.Services.GetRequiredService<CityClock>().Today);
        var (answered, refused, limited) = (0, 0, 0);
        for (var round = 0; round < Documents; round++)
        {
            var palette = palettes[round % palettes.Count];
            var document = documents.Next(round % 4 == 0 ? _ => true : palette.Fields.Contains);
            var text = document.ToString();
            var answers = await Task.WhenAll(
                Callers.Select(caller => gateway.QueryAsync(caller.Client, text, Variables(caller.Client), scope: caller.Scope)));
            foreach (var ((client, scope), answer) in Callers.Zip(answers))
            {
                var audience = Audiences.Find(TestHost.Callers.Audiences[client])!;
                var scopes = scope is null ? audience.Scopes : (IReadOnlySet<string>)scope.Split(' ').ToHashSet();
                foreach (var (marker, _) in markers.Where(marker => !scopes.Contains(marker.Scope)))
                    Assert.False(answer.Body.Contains(marker, StringComparison.OrdinalIgnoreCase), $"{client} {scope} got {marker}: {text}");

                var reference = new ReferenceAnswer(declaration, visible[audience], scopes, ownsBenefit: client == "river-museum");
                if (answer.Codes.Contains("LIMIT_EXCEEDED")) limited++;
                else if (!answer.Json.TryGetProperty("data", out var data)) refused += Refused(reference, document, answer);
                else answered += Answered(reference, document, answer, data);
            }
        }

        // Ensures that enough documents of each kind were tested.
        Assert.InRange(answered, Documents * Callers.Length / 5, Documents * Callers.Length);
        Assert.InRange(refused, Documents * Callers.Length / 4, Documents * Callers.Length);
        Assert.InRange(limited, 0, Documents * Callers.Length / 10);
    }

    private static int Refused(ReferenceAnswer reference, RandomDocument document, Answer answer)
    {
        Assert.False(reference.IsValid(document), $"{document}\n{answer.Body}");
        Assert.All(answer.Codes, code => Assert.Equal("GRAPHQL_VALIDATION_FAILED", code));
        return 1;
    }

    private static int Answered(ReferenceAnswer reference, RandomDocument document, Answer answer, JsonElement data)
    {
        Assert.True(reference.IsValid(document), $"{document}\n{answer.Body}");
        Assert.True(reference.Compare(document, data) is var difference && difference is null, $"{difference}\n{document}\n{answer.Body}");
        if (!reference.MetUnknown) Assert.Equal(reference.Refusals.Order(), Errors(answer).Order());
        return 1;
    }

    private static IEnumerable<string> Errors(Answer answer) =>
        answer.Json.TryGetProperty("errors", out var errors)
            ? errors.EnumerateArray().Zip(answer.Codes, (error, code) => $"{PathOf(error)} {code}")
            : [];

    private static string PathOf(JsonElement error) => string.Concat(error.GetProperty("path").EnumerateArray().Select(step => "/" + step));

    private static object Variables(string client) =>
        new { n = TestHost.Callers.ValidCard, l = new[] { TestHost.Callers.ValidCard }, p = TestHost.Callers.Purpose(client), b = "river-museum-membership", f = 1, yes = true };

    // Values from the card's record and facts, with the scope that grants each.
    private static List<(string Marker, string Scope)> Markers(DateOnly today)
    {
        var record = TestHost.Callers.ValidCardRecord(today);
        return
        [
            .. record.LegalName.Split(' ').Select(word => (word, "holder:read")),
            (Day(record.DateOfBirth), "holder:read"), (record.Street, "holder:read"), ("\"QUEENS\"", "holder:read"), ("Sandbox City", "holder:read"),
            ("\"ACTIVE\"", "card:status"), (Day(record.ExpiresOn), "card:expiry"),
            (Day(record.IssuedOn), "none"), (TestHost.Callers.ValidCard, "none"),
        ];

        static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
