namespace PartnerApi.Policy.Tests;

public class DependencyTests
{
    [Fact]
    public void Policy_references_only_the_base_library() =>
        Assert.All(
            typeof(CardNumber).Assembly.GetReferencedAssemblies(),
            assembly => Assert.StartsWith("System.", assembly.Name, StringComparison.Ordinal));
}
