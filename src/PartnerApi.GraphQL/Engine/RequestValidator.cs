using GraphQL.Validation;

namespace PartnerApi.GraphQL.Engine;

/// <summary>The engine's validation before the execution. The document was validated when it was prepared, so only variables and arguments are read.</summary>
internal sealed class RequestValidator : IDocumentValidator
{
    private readonly DocumentValidator validator = new();

    /// <inheritdoc/>
    public Task<IValidationResult> ValidateAsync(in ValidationOptions options) =>
        options.UserContext is RequestUserContext { Operation: { } simple } ? simple.ReadAsync(options) : validator.ValidateAsync(options);
}
