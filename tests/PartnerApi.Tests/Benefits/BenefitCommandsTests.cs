using PartnerApi.Tests.Architecture;

namespace PartnerApi.Tests.Benefits;

/// <summary><c>benefits</c> as an operator runs it.</summary>
public sealed class BenefitCommandsTests
{
    [Fact]
    public async Task Change_says_what_it_kept()
    {
        using var installation = new Installation();
        var made = await installation.RunAsync(
            "benefits", "set", "park-tour", "--name", "Tour", "--rule", """{"kind":"anyone"}""", "--from", "2026-01-01", "--until", "2026-12-31");
        Assert.Equal(0, made.ExitCode);
        Assert.Contains("by default: {\"kind\":\"ever\",\"most\":1}", made.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Kept as before", made.Output, StringComparison.Ordinal);

        var changed = await installation.RunAsync("benefits", "set", "park-tour", "--name", "Walk");
        Assert.Contains("first day 2026-01-01, last day 2026-12-31 (--no-end removes it).", changed.Output, StringComparison.Ordinal);
    }

    // Whoever reads it with a program has no terminal to make wider.
    [Fact]
    public async Task List_breaks_no_cell_where_it_is_no_terminal()
    {
        using var installation = new Installation();
        var ages = string.Join(',', Enumerable.Range(10, 12).Select(age => $$"""{"kind":"age","min":{{age}},"max":{{age + 40}}}"""));
        await installation.RunAsync("benefits", "set", "park-tour", "--name", "Tour", "--rule", $$"""{"kind":"anyOf","rules":[{{ages}}]}""", "--from", "2026-01-01");
        var listed = await installation.RunAsync("benefits", "list");
        var line = Assert.Single(listed.Output.Split('\n'), line => line.Contains("park-tour", StringComparison.Ordinal));
        Assert.Contains("2026-01-01", line, StringComparison.Ordinal);
        Assert.Contains("\"min\":21,\"max\":61", line, StringComparison.Ordinal);
    }
}
