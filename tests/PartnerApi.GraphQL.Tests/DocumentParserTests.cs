using GraphQLParser.AST;
using PartnerApi.GraphQL.Documents;

namespace PartnerApi.GraphQL.Tests;

/// <summary>The syntax of executable documents and the values of strings (GraphQL, September 2025, section 2).</summary>
[Trait("Needs", "NoStore")]
public sealed class DocumentParserTests
{
    [Theory]
    [InlineData("\"\\u{1F600}\"", "\U0001F600")]
    [InlineData("\"\\u{0041}\\u{0000041}\"", "AA")]
    [InlineData("\"\\u{10FFFF}\"", "\U0010FFFF")]
    [InlineData("\"\\uD83D\\uDE00\"", "\U0001F600")]
    [InlineData("\"\\u0041\\/\\\\\\\"\\b\\f\\n\\r\\t\"", "A/\\\"\b\f\n\r\t")]
    [InlineData("\"\\u{0}\\u0000\"", "\0\0")]
    [InlineData("\"\U0001F600\"", "\U0001F600")]
    [InlineData("\"\"", "")]
    [InlineData("\"\"\"\\u{1F600} \\uD800 \\n\"\"\"", "\\u{1F600} \\uD800 \\n")]
    [InlineData("\"\"\"a \\\"\"\" b\"\"\"", "a \"\"\" b")]
    [InlineData("\"\"\"\n\n    first\n      second\r\n\r    third\n  \n\"\"\"", "first\n  second\n\nthird")]
    [InlineData("\"\"\"one\n  two\"\"\"", "one\ntwo")]
    public void String_has_the_expected_value(string literal, string value)
    {
        var (document, error) = DocumentParser.Parse("{ a(b: " + literal + ") }", new DocumentLimits());
        Assert.Null(error);
        var field = (GraphQLField)((GraphQLOperationDefinition)document!.Definitions[0]).SelectionSet.Selections[0];
        Assert.Equal(value, ((GraphQLStringValue)field.Arguments![0].Value).Value.ToString());
    }

    [Theory]
    [InlineData("\"\\uD800\"")]
    [InlineData("\"\\uDC00\\uD800\"")]
    [InlineData("\"\\uD83D x\"")]
    [InlineData("\"\\uD83D\\u0041\"")]
    [InlineData("\"\\u{D800}\"")]
    [InlineData("\"\\u{D83D}\\u{DE00}\"")]
    [InlineData("\"\\u{110000}\"")]
    [InlineData("\"\\u{}\"")]
    [InlineData("\"\\u{41\"")]
    [InlineData("\"\\u{g}\"")]
    [InlineData("\"\\u{ 41}\"")]
    [InlineData("\"\\u004\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a\\\nb\"")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData("1a")]
    [InlineData("1.2.3")]
    [InlineData("0x1")]
    [InlineData("-")]
    public void Invalid_value_is_a_syntax_error(string literal)
    {
        var (document, error) = DocumentParser.Parse("{ a(b: " + literal + ") }", new DocumentLimits());
        Assert.Null(document);
        Assert.Equal(RequestErrorCodes.GraphqlParseFailed, error!.Code);
    }

    [Theory]
    [InlineData("\"An operation.\" query a(\"A variable.\" $b: Int = 1 @c) @d { e } \"\"\"Part.\"\"\" fragment f on G { h }", true)]
    [InlineData("\"text\" { a }", false)]
    [InlineData("{ a } \r]", false)]
    [InlineData("query a { b } # \0 in a comment", true)]
    [InlineData("\uFEFF{ a,,, \uFEFF b }", true)]
    [InlineData("{ ...on }", false)]
    [InlineData("{ ... on on { a } }", true)]
    [InlineData("fragment on on A { b }", false)]
    [InlineData("query($a: Int = $b) { c }", false)]
    [InlineData("{ a: b: c }", false)]
    [InlineData("{ a() }", false)]
    [InlineData("{}", false)]
    [InlineData("", false)]
    public void Parser_accepts_only_executable_documents(string text, bool isDocument) =>
        Assert.Equal(isDocument, DocumentParser.Parse(text, new DocumentLimits()).Document is not null);

    [Fact]
    public void Lone_surrogate_is_a_syntax_error()
    {
        foreach (var text in new[] { "{ a(b: \"\ud800\") }", "{ a(b: \"\"\"\udc00\"\"\") }", "{ a } # \ud800", "{ \ud800 }" })
            Assert.Null(DocumentParser.Parse(text, new DocumentLimits()).Document);
    }

    [Theory]
    [InlineData("{ a\r\r\n  ] }", 3, 3)]
    [InlineData("{ a }\n\n }", 3, 2)]
    [InlineData("{ a", 1, 4)]
    public void Error_has_the_line_and_column(string text, int line, int column) =>
        Assert.Equal([(line, column)], DocumentParser.Parse(text, new DocumentLimits()).Error!.Locations);
}
