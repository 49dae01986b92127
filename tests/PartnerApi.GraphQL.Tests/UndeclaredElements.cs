using System.ComponentModel;
using PartnerApi.Partners;

namespace PartnerApi.GraphQL.Tests;

[QueryFields]
internal static class WithoutScopes
{
    [Description("Has no scopes.")]
    public static string? Forgotten => null;
}

[QueryFields]
internal static class TypeWithoutScopes
{
    [OpenToEveryCaller]
    [Description("Open, but returns a type that is not.")]
    public static TypeWithoutScopesAnswer? Careless => null;
}

[SchemaType("Careless")]
[Description("Neither open nor scoped.")]
internal sealed class TypeWithoutScopesAnswer(string name)
{
    [Description("Its name.")]
    public string Name => name;
}

[QueryFields]
internal static class WithoutDescription
{
    [OpenToEveryCaller]
    public static string? Unexplained => null;
}

[SchemaType("Wordless")]
[OpenToEveryCaller]
internal static class TypeWithoutDescription;

[QueryFields]
internal static class ArgumentWithoutDescription
{
    [OpenToEveryCaller]
    [Description("Has an argument without a description.")]
    public static string? Asked([Argument(" ")] string which) => which;
}

[QueryFields]
internal static class NotNullable
{
    [RequiresScopes("card:validity")]
    [Description("A refusal would make the whole response null.")]
    public static string Certain => "";
}

[SchemaType("Strict")]
[RequiresScopes("card:validity")]
[Description("A type with a field that requires another scope.")]
internal sealed class FieldNotNullable(string more)
{
    [RequiresScopes("card:expiry")]
    [Description("A refusal would make its siblings null.")]
    public string More => more;
}

[QueryFields]
internal static class ReturnsStoredType
{
    [OpenToEveryCaller]
    [Description("A stored row.")]
    public static Partner? Raw => null;
}

internal interface IAnything;

[QueryFields]
internal static class ReturnsInterface
{
    [OpenToEveryCaller]
    [Description("Whatever it is at run time.")]
    public static IReadOnlyList<IAnything>? Any => null;
}

[QueryFields]
internal static class ReturnsObject
{
    [OpenToEveryCaller]
    [Description("Whatever it is at run time.")]
    public static object? What => null;
}

internal sealed record Filter(string Zip);

[QueryFields]
internal static class TakesUnknownInput
{
    [OpenToEveryCaller]
    [Description("Takes an undeclared object.")]
    public static string? Filtered([Argument("A filter.")] Filter filter) => filter.Zip;
}

[QueryFields]
internal static class ParameterWithoutRole
{
    [OpenToEveryCaller]
    [Description("Has a parameter that nothing fills.")]
    public static string? Mine(string partnerId) => partnerId;
}

[QueryFields]
internal static class ArgumentWithScopes
{
    [OpenToEveryCaller]
    [Description("Open, except for one argument.")]
    public static string? Wide([Argument("For staff."), RequiresScopes("holder:read")] bool? internalOnly) => internalOnly?.ToString();
}

[SchemaType("Undecided")]
[OpenToEveryCaller]
[RequiresScopes("card:validity")]
[Description("Both open and scoped.")]
internal static class OpenAndScoped;

[ExtendsType(typeof(PageInfo))]
[RequiresScopes("holder:read")]
internal static class ScopesOnAddingClass
{
    [Description("Without a check, the class's scopes would be ignored.")]
    public static string? Nickname(PageInfo page) => page.EndCursor;
}

[QueryFields]
[OpenToEveryCaller]
internal static class OpennessOnQueryClass
{
    [OpenToEveryCaller]
    [Description("Open itself.")]
    public static string? Anyhow => null;
}

[QueryFields]
internal static class DeclaredAgain
{
    [OpenToEveryCaller]
    [Description("Already declared by the program.")]
    public static string? Viewer => null;
}

[Description("An enum.")]
internal enum Mute
{
    Quiet,
}

[QueryFields]
internal static class ValueWithoutDescription
{
    [OpenToEveryCaller]
    [Description("An enum without descriptions of its values.")]
    public static Mute? Mutes => null;
}

[QueryFields]
internal static class NoReachableField
{
    [OpenToEveryCaller]
    [Description("Open, but returns a type of which most audiences reach no field.")]
    public static NoReachableFieldAnswer? Secluded => null;
}

[SchemaType("Secluded")]
[RequiresScopes("holder:read")]
[Description("For registrars.")]
internal sealed class NoReachableFieldAnswer(string name)
{
    [Description("Its name.")]
    public string Name => name;
}

[MutationFields]
internal static class PayloadBeyondScopes
{
    [RequiresScopes("card:validity")]
    [Description("Changes something, and then refuses a field of its payload.")]
    public static PayloadBeyondScopesAnswer? Change() => null;
}

[SchemaType("Payload")]
[RequiresScopes("card:validity")]
[Description("The result.")]
internal sealed class PayloadBeyondScopesAnswer(string more)
{
    [RequiresScopes("card:expiry")]
    [Description("Requires another scope than the mutation.")]
    public string? More => more;
}

[MutationFields]
internal static class MutationWithoutScopes
{
    [Description("Has no scopes.")]
    public static string? Overwrite() => null;
}

[SchemaInput("Unspoken")]
[Description("An input whose field has no description.")]
internal sealed class InputFieldWithoutDescription
{
    public string? Field { get; init; }
}

[SchemaInput("Nested")]
[Description("An input with a field that is not a scalar.")]
internal sealed class InputOfUnknownType
{
    [Description("A row.")]
    public Partner? Row { get; init; }
}

[SchemaInput("Ruled")]
[RequiresScopes("card:validity")]
[Description("An input with scopes.")]
internal sealed class InputWithScopes
{
    [Description("A field.")]
    public string? Field { get; init; }
}
