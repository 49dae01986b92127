using GraphQL.Types;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// An input object. The engine coerces its fields and refuses unknown ones. Its C# object is created when the field is resolved, because the message of an
/// exception in the engine's coercion would contain values.
/// </summary>
internal sealed class DeclaredInputType : InputObjectGraphType
{
    /// <inheritdoc/>
    public override object ParseDictionary(IDictionary<string, object?> value) => value;
}
