namespace PartnerApi.GraphQL;

/// <summary>
/// A text of a response that takes long to compute and needs no database. It is computed after the request's read session has ended, so that no other
/// request waits for the session. The response gets a placeholder, which its writer replaces with the text.
/// </summary>
/// <param name="make">Computes the text; called once.</param>
public sealed class DeferredText(Func<string> make)
{
    internal const int PlaceholderLength = 1;

    private string? text;

    /// <summary>A separate string instance, recognized by reference.</summary>
    public string Placeholder { get; } = new('-', PlaceholderLength);

    /// <summary>The computed text, which replaces <see cref="Placeholder"/>.</summary>
    /// <exception cref="InvalidOperationException">It has not been computed yet.</exception>
    public string Text => text ?? throw new InvalidOperationException("The text has not been computed yet.");

    /// <summary>Computes the text, on any thread.</summary>
    public void Make() => text = make();
}
