namespace PartnerApi.Partners;

/// <summary>
/// A text of an answer that takes long to make and needs no database: it is made after the question's read session has ended, so that nobody waits for
/// the session. The engine gets a stand-in; whoever writes the answer puts the text in its place.
/// </summary>
/// <param name="make">Makes the text, once.</param>
internal sealed class DeferredText(Func<string> make)
{
    private string? text;

    /// <summary>A string of its own, which is told from every other by its identity.</summary>
    public string Placeholder { get; } = new('-', 1);

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">It has not been made yet.</exception>
    public string Text => text ?? throw new InvalidOperationException("The text has not been made yet.");

    /// <summary>Makes the text.</summary>
    public void Make() => text = make();
}
