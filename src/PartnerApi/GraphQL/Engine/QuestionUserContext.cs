using PartnerApi.Partners;

namespace PartnerApi.GraphQL.Engine;

/// <summary>Carries the question through the engine, whose user context is a dictionary.</summary>
internal sealed class QuestionUserContext(Question question) : Dictionary<string, object?>
{
    /// <summary>The question that is being answered.</summary>
    public Question Question { get; } = question;
}
