using System.Text.Json;

namespace PartnerApi.TestHost;

/// <summary>The introspection query that tools send.</summary>
internal static class Introspection
{
    /// <summary>Requests the complete schema.</summary>
    public const string Query = """
        query IntrospectionQuery {
          __schema {
            queryType { name } mutationType { name } subscriptionType { name }
            types { ...FullType }
            directives { name description locations args { ...Value } }
          }
        }
        fragment FullType on __Type {
          kind name description
          fields(includeDeprecated: true) {
            name description args { ...Value } type { ...Reference } isDeprecated deprecationReason
          }
          inputFields { ...Value }
          interfaces { ...Reference }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...Reference }
        }
        fragment Value on __InputValue { name description type { ...Reference } defaultValue }
        fragment Reference on __Type {
          kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } }
        }
        """;

    /// <summary>The schema as the client sees it.</summary>
    public static async Task<(JsonElement Schema, string Text)> IntrospectAsync(this RunningGateway gateway, string client)
    {
        var answer = await gateway.QueryAsync(client, Query);
        Assert.Empty(answer.Codes);
        return (answer.Data("__schema"), answer.Body);
    }
}
