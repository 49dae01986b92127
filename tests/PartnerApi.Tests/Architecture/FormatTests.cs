using System.Text.RegularExpressions;

namespace PartnerApi.Tests.Architecture;

/// <summary>The rules of the format that the compiler does not report. It reports all others, in the build.</summary>
[Trait("Needs", "NoStore")]
public sealed partial class FormatTests
{
    private static IEnumerable<string> Written => Repository.Files.Where(file =>
        file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal) && Path.GetFileName(file) != $"{nameof(FormatTests)}.cs");

    [Fact]
    public void Using_directives_are_sorted() => Repository.Holds(Written.Where(file => !AreSorted(Repository.Lines(file))));

    [Fact]
    public void Members_are_named_without_needless_this() => Repository.Holds(
        from file in Written
        from line in Repository.Lines(file).Index()
        where IsNeedless(line.Item)
        select $"{file}:{line.Index + 1}");

    [Theory]
    [InlineData(true, "using System;", "using System.Text;", "using Npgsql;", "using PartnerApi.Core;", "using PartnerApi.Core.Text;", "using static System.Math;", "using Text = System.String;")]
    [InlineData(false, "using System.Text;", "using System;")]
    [InlineData(false, "using Npgsql;", "using System;")]
    [InlineData(false, "using System;", "using static System.Math;", "using Npgsql;")]
    [InlineData(false, "using Text = System.String;", "using static System.Math;")]
    public void Order_of_using_directives_is_recognized(bool areSorted, params string[] lines) => Assert.Equal(areSorted, AreSorted(lines));

    [Theory]
    [InlineData(false, "this.clock = clock;")]
    [InlineData(false, "(this.first, this.second) = (first, second);")]
    [InlineData(false, "public Store Then(this Store store) => store.Next;")]
    [InlineData(true, "return this.clock.Now;")]
    [InlineData(true, "this.clock = other.clock;")]
    public void Needless_this_is_recognized(bool isNeedless, string line) => Assert.Equal(isNeedless, IsNeedless(line));

    // System namespaces first, then the others, then static directives, then aliases.
    private static bool AreSorted(IEnumerable<string> lines)
    {
        var names = lines.Select(line => Directive().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToList();
        return names.SequenceEqual(names
            .OrderBy(name => name.Contains('=', StringComparison.Ordinal) ? 2 : name.StartsWith("static ", StringComparison.Ordinal) ? 1 : 0)
            .ThenBy(name => name != "System" && !name.StartsWith("System.", StringComparison.Ordinal))
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase));
    }

    // It is needed only beside a parameter or local of the same name.
    private static bool IsNeedless(string line) => ThisMember().Matches(line).Any(match =>
        !Regex.IsMatch(line.Remove(match.Index, match.Length), $@"(?<![\w.]){match.Groups[1].Value}\b"));

    [GeneratedRegex(@"^using ([^(;]+);")]
    private static partial Regex Directive();

    [GeneratedRegex(@"\bthis\.(\w+)")]
    private static partial Regex ThisMember();
}
