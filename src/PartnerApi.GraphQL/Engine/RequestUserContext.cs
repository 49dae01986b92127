using PartnerApi.GraphQL.Documents;

namespace PartnerApi.GraphQL.Engine;

/// <summary>Passes the request through the engine, whose user context is a dictionary.</summary>
/// <param name="request">The admitted request, which fields receive as an argument.</param>
/// <param name="operation">The executed operation, if it is a simple one.</param>
/// <param name="mostBytes">The maximum size of the answer in bytes.</param>
internal sealed class RequestUserContext(SchemaRequest request, SimpleOperation? operation, int mostBytes) : Dictionary<string, object?>
{
    private int bytesLeft = mostBytes;

    /// <summary>Whether the answer is known to be too large. Then no further lists are resolved, and the answer is not sent.</summary>
    public bool IsTooLarge => bytesLeft < 0;

    public void Grow(int bytes) => bytesLeft -= bytes;

    public SchemaRequest Request { get; } = request;

    /// <summary>The executed operation, if it is a simple one.</summary>
    public SimpleOperation? Operation { get; } = operation;
}
