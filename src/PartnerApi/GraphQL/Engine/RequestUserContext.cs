using PartnerApi.GraphQL.Documents;
using PartnerApi.Requests;

namespace PartnerApi.GraphQL.Engine;

/// <summary>Carries the question through the engine, whose user context is a dictionary.</summary>
/// <param name="request">The question that is being answered.</param>
/// <param name="operation">The operation that is executed, when it is a plain one.</param>
/// <param name="mostBytes">The most bytes of an answer.</param>
internal sealed class RequestUserContext(GatewayRequest request, SimpleOperation? operation, int mostBytes) : Dictionary<string, object?>
{
    private int bytesLeft = mostBytes;

    /// <summary>Whether the answer is certain to have more bytes than it may. From then on no list is answered, and nothing of the answer goes out.</summary>
    public bool IsTooLarge => bytesLeft < 0;

    /// <summary>Counts bytes that the answer will have at least.</summary>
    public void Grow(int bytes) => bytesLeft -= bytes;

    /// <summary>The question that is being answered.</summary>
    public GatewayRequest GatewayRequest { get; } = request;

    /// <summary>The operation that is executed, when it is a plain one.</summary>
    public SimpleOperation? Operation { get; } = operation;
}
