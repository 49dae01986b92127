using PartnerApi.Policy;
using PartnerApi.Policy.Rules;
using PartnerApi.Sandbox;

namespace PartnerApi.Tests.Sandbox;

[Trait("Needs", "NoStore")]
public sealed class SandboxBenefitTests
{
    [Fact]
    public void Rules_of_the_sandbox_are_as_the_program_writes_them()
    {
        Assert.NotEmpty(SandboxPartners.Benefits);
        Assert.All(SandboxPartners.Benefits, benefit => Assert.Equal(benefit.Rule, EligibilityRule.Parse(benefit.Rule).ToJson()));
        Assert.All(SandboxPartners.Benefits, benefit => Assert.Equal(benefit.Usage, UsageRule.Parse(benefit.Usage).ToJson()));
    }
}
