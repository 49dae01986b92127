namespace PartnerApi.GraphQL.Fields;

/// <summary>Estimates the size of a response while it is resolved, so that a response that is too large is not resolved to its end.</summary>
/// <param name="most">The maximum size in bytes.</param>
internal sealed class AnswerSize(int most)
{
    private int left = most;

    /// <summary>Whether the response is known to be too large. Then no further lists are resolved, and the response is not sent.</summary>
    public bool IsTooLarge => left < 0;

    /// <summary>Adds bytes that the response has at least.</summary>
    public void Grow(int bytes) => left -= bytes;
}
