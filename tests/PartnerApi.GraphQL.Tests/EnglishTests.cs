using System.Reflection;
using PartnerApi.Core;
using PartnerApi.GraphQL.Documents;

namespace PartnerApi.GraphQL.Tests;

/// <summary>Counted nouns in messages, singular and plural.</summary>
public sealed class EnglishTests
{
    [Theory]
    [InlineData(0, "0 lines")]
    [InlineData(1, "1 line")]
    [InlineData(2, "2 lines")]
    [InlineData(16_384, "16,384 lines")]
    public void Number_and_noun_agree(long count, string text) => Assert.Equal(text, English.Count(count, "line"));

    [Fact]
    public void Irregular_plural_is_used() => Assert.Equal(("1 hash", "2 hashes"), (English.Count(1, "hash", "hashes"), English.Count(2, "hash", "hashes")));

    [Fact]
    public void Every_document_limit_has_a_message_in_words()
    {
        Assert.Equal("The request exceeds the limit 'bodyBytes': at most 16,384 bytes.", DocumentErrors.Limit("bodyBytes", 16_384).Message);
        Assert.Equal("The request exceeds the limit 'aliases': at most 1 alias.", DocumentErrors.Limit("aliases", 1).Message);

        // These limits have no message: they truncate errors and evict documents.
        var silent = new[] { nameof(DocumentLimits.Errors), nameof(DocumentLimits.PreparedDocuments) };
        foreach (var limit in typeof(DocumentLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Except(silent))
        {
            var name = char.ToLowerInvariant(limit[0]) + limit[1..];
            Assert.StartsWith($"The request exceeds the limit '{name}': at most 2 ", DocumentErrors.Limit(name, 2).Message, StringComparison.Ordinal);
        }
    }
}
