using PartnerApi.Tests.House;

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
}
