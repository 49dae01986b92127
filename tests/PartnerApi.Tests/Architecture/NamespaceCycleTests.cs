namespace PartnerApi.Tests.Architecture;

/// <summary>The namespaces of a project have an order: none uses another that uses it, directly or through others.</summary>
[Trait("Needs", "NoStore")]
public sealed class NamespaceCycleTests
{
    [Fact]
    public void No_project_has_a_cycle_of_namespaces()
    {
        var projects = Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(file => Path.GetDirectoryName(file)!.Replace('\\', '/')).ToList();
        Assert.NotEmpty(projects);
        Repository.Holds(projects.SelectMany(project => NamespaceCycles.Of(Repository.Sources(project).ToDictionary(file => file, Repository.Read))));
    }

    [Fact]
    public void A_using_directive_that_closes_a_cycle_is_found() => Assert.Equal(
        ["Shop uses Shop.Orders: Shop/Cart.cs", "Shop.Orders uses Shop: Shop/Orders/Order.cs (Cart)"],
        NamespaceCycles.Of(new Dictionary<string, string>
        {
            ["Shop/Cart.cs"] = "using Shop.Orders;\n\nnamespace Shop;\n\npublic sealed class Cart\n{\n    public Order? Last;\n}\n",
            ["Shop/Orders/Order.cs"] = "namespace Shop.Orders;\n\n/// <summary>Made from a cart.</summary>\npublic sealed record Order(Cart From);\n",
        }));

    [Fact]
    public void A_name_that_an_inner_namespace_qualifies_is_found() => Assert.Equal(
        ["Shop uses Shop.Orders: Cart.cs (Order)", "Shop.Orders uses Shop: Order.cs (Cart)"],
        NamespaceCycles.Of(new Dictionary<string, string>
        {
            ["Cart.cs"] = "namespace Shop;\n\npublic sealed class Cart\n{\n    public Orders.Order? Last;\n}\n",
            ["Order.cs"] = "namespace Shop.Orders;\n\npublic sealed record Order(Cart From);\n",
        }));

    [Fact]
    public void A_qualified_name_that_closes_a_longer_cycle_is_found() => Assert.Equal(
        ["Shop.Carts uses Shop.Prices: Carts.cs", "Shop.Orders uses Shop.Carts: Orders.cs", "Shop.Prices uses Shop.Orders: Prices.cs (Order)"],
        NamespaceCycles.Of(new Dictionary<string, string>
        {
            ["Carts.cs"] = "using Shop.Prices;\n\nnamespace Shop.Carts;\n\npublic sealed record Cart(Price Total);\n",
            ["Orders.cs"] = "using Shop.Carts;\n\nnamespace Shop.Orders;\n\npublic sealed record Order(Cart From);\n",
            ["Prices.cs"] = "namespace Shop.Prices;\n\npublic sealed record Price(Orders.Order Of);\n",
        }));

    [Fact]
    public void Comments_texts_and_members_are_not_uses() => Assert.Empty(
        NamespaceCycles.Of(new Dictionary<string, string>
        {
            ["Cart.cs"] = "using Shop.Orders;\n\nnamespace Shop;\n\npublic sealed record Cart(Order Last);\n",
            ["Order.cs"] = "namespace Shop.Orders;\n\n/// <summary>A Cart.</summary>\npublic sealed record Order(string Name)\n{\n    public object Of(Order other) => other.Cart + \"Cart\"; // Cart\n}\n",
        }));
}
