using PartnerApi.Policy;

namespace PartnerApi.GraphQL;

/// <summary>The audiences that this process serves.</summary>
/// <param name="Audiences">The audiences, in the order of <see cref="Policy.Audiences.All"/>.</param>
public sealed record ServedAudiences(IReadOnlyList<Audience> Audiences);
