using GraphQL.Types;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// An input object. The engine coerces its fields and refuses those it does not have; its C# object is made where the field is resolved, because an
/// exception in the engine's coercion would tell of values.
/// </summary>
internal sealed class DeclaredInputType : InputObjectGraphType
{
    /// <inheritdoc/>
    public override object ParseDictionary(IDictionary<string, object?> value) => value;
}
