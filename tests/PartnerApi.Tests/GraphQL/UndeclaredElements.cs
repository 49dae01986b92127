using System.ComponentModel;
using PartnerApi.Cards;
using PartnerApi.Contract;
using PartnerApi.Partners;

namespace PartnerApi.Tests.GraphQL;

[QueryFields]
internal static class WithoutScopes
{
    [Description("Who may see it?")]
    public static string? Forgotten => null;
}

[QueryFields]
internal static class TypeWithoutScopes
{
    [OpenToEveryCaller]
    [Description("Open itself, and gives what is not.")]
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
    [Description("Asks.")]
    public static string? Asked([Argument(" ")] string which) => which;
}

[QueryFields]
internal static class NotNullable
{
    [RequiresScopes("card:validity")]
    [Description("A refusal would empty the whole answer.")]
    public static string Certain => "";
}

[SchemaType("Strict")]
[RequiresScopes("card:validity")]
[Description("A type with a field that asks for more.")]
internal sealed class FieldNotNullable(string more)
{
    [RequiresScopes("card:expiry")]
    [Description("A refusal would empty its siblings.")]
    public string More => more;
}

[QueryFields]
internal static class StoredTypeGoesOut
{
    [OpenToEveryCaller]
    [Description("A row as it is stored.")]
    public static Partner? Raw => null;
}

internal interface IAnything;

[QueryFields]
internal static class InterfaceGoesOut
{
    [OpenToEveryCaller]
    [Description("Whatever it is at run time.")]
    public static IReadOnlyList<IAnything>? Any => null;
}

[QueryFields]
internal static class ObjectGoesOut
{
    [OpenToEveryCaller]
    [Description("Whatever it is at run time.")]
    public static object? What => null;
}

internal sealed record Filter(string Zip);

[QueryFields]
internal static class InputObjectComesIn
{
    [OpenToEveryCaller]
    [Description("Takes an object.")]
    public static string? Filtered([Argument("A filter.")] Filter filter) => filter.Zip;
}

[QueryFields]
internal static class ParameterWithoutRole
{
    [OpenToEveryCaller]
    [Description("Whose is it?")]
    public static string? Mine(string partnerId) => partnerId;
}

[QueryFields]
internal static class ArgumentWithScopes
{
    [OpenToEveryCaller]
    [Description("Open, but for one argument.")]
    public static string? Wide([Argument("For staff."), RequiresScopes("holder:read")] bool? internalOnly) => internalOnly?.ToString();
}

[SchemaType("Undecided")]
[OpenToEveryCaller]
[RequiresScopes("card:validity")]
[Description("Both.")]
internal static class OpenAndScoped;

[ExtendsType(typeof(CardAnswer))]
[RequiresScopes("holder:read")]
internal static class ScopesOnAddingClass
{
    [Description("As open as a card, were the class's scopes not read.")]
    public static string? Nickname(CardAnswer card) => card.ToString();
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
    [Description("There is one already.")]
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
    [Description("An enum whose values nobody explains.")]
    public static Mute? Mutes => null;
}

[QueryFields]
internal static class NothingToSee
{
    [OpenToEveryCaller]
    [Description("Open, and gives a type of which most audiences reach nothing.")]
    public static NothingToSeeAnswer? Secluded => null;
}

[SchemaType("Secluded")]
[RequiresScopes("holder:read")]
[Description("For registrars.")]
internal sealed class NothingToSeeAnswer(string name)
{
    [Description("Its name.")]
    public string Name => name;
}

[MutationFields]
internal static class PayloadBeyondScopes
{
    [RequiresScopes("card:validity")]
    [Description("Has its effect, and then refuses to tell of it.")]
    public static PayloadBeyondScopesAnswer? Change() => null;
}

[SchemaType("Payload")]
[RequiresScopes("card:validity")]
[Description("What came of it.")]
internal sealed class PayloadBeyondScopesAnswer(string more)
{
    [RequiresScopes("card:expiry")]
    [Description("Needs more than the change itself.")]
    public string? More => more;
}

[MutationFields]
internal static class MutationWithoutScopes
{
    [Description("Who may?")]
    public static string? Overwrite() => null;
}

[SchemaInput("Unspoken")]
[Description("An input whose field nobody explains.")]
internal sealed class InputFieldWithoutDescription
{
    public string? Field { get; init; }
}

[SchemaInput("Nested")]
[Description("An input that takes what is no scalar.")]
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
