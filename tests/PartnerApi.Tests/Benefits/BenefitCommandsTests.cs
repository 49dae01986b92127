namespace PartnerApi.Tests.Benefits;

/// <summary>The command <c>benefits</c>, run as an operator runs it.</summary>
public sealed class BenefitCommandsTests
{
    [Fact]
    public async Task Change_lists_the_unchanged_properties()
    {
        using var installation = new Installation();
        var made = await installation.RunAsync(
            "benefits", "set", "park-tour", "--name", "Tour", "--rule", """{"kind":"anyone"}""", "--from", "2026-01-01", "--until", "2026-12-31");
        Assert.Equal(0, made.ExitCode);
        Assert.Contains("by default: {\"kind\":\"ever\",\"most\":1}", made.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unchanged", made.Output, StringComparison.Ordinal);

        var changed = await installation.RunAsync("benefits", "set", "park-tour", "--name", "Walk");
        Assert.Contains("first day 2026-01-01, last day 2026-12-31 (--no-end removes it).", changed.Output, StringComparison.Ordinal);
    }

    // A program that reads the output cannot widen a terminal.
    [Fact]
    public async Task List_wraps_no_cell_if_the_output_is_not_a_terminal()
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
