using PartnerApi.GraphQL.Documents;
using PartnerApi.Partners;

namespace PartnerApi.GraphQL.Engine;

/// <summary>Carries the question through the engine, whose user context is a dictionary.</summary>
internal sealed class QuestionUserContext(Question question, PlainOperation? operation) : Dictionary<string, object?>
{
    /// <summary>The question that is being answered.</summary>
    public Question Question { get; } = question;

    /// <summary>The operation that is executed, when it is a plain one.</summary>
    public PlainOperation? Operation { get; } = operation;
}
