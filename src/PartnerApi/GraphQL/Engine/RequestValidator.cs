using GraphQL.Validation;

namespace PartnerApi.GraphQL.Engine;

/// <summary>What the engine asks before it executes. The document was validated when it was prepared; a question's variables and arguments are left.</summary>
internal sealed class RequestValidator : IDocumentValidator
{
    private readonly DocumentValidator validator = new();

    /// <inheritdoc/>
    public Task<IValidationResult> ValidateAsync(in ValidationOptions options) =>
        options.UserContext is RequestUserContext { Operation: { } plain } ? plain.ReadAsync(options) : validator.ValidateAsync(options);
}
