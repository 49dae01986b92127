using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Fields;

namespace PartnerApi.GraphQL.Tests;

/// <summary>The compiled members of fields.</summary>
[Trait("Needs", "NoStore")]
public sealed class FieldFunctionsTests
{
    // When hosts start at the same time, the runtime can create several objects for one parameter. A derived class makes that happen every time.
    [Fact]
    public void Argument_is_recognized_when_another_object_describes_its_parameter()
    {
        var method = typeof(Fields).GetMethod(nameof(Fields.Echo))!;
        var parameter = typeof(DerivedFields).GetMethod(nameof(Fields.Echo))!.GetParameters()[0];
        Assert.NotSame(method.GetParameters()[0], parameter);
        var argument = new ArgumentDeclaration("text", "A text.", TypeShape.Of(parameter), parameter);
        var field = new FieldDeclaration("Query", "echo", "The text.", null, method, TypeShape.Of(method), [argument], null);

        Assert.NotNull(FieldFunctions.Of(field));
    }

    private class Fields
    {
        public string Echo(string text) => text + GetType().Name;
    }

    private sealed class DerivedFields : Fields;
}
