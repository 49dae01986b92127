namespace PartnerApi.Commands;

/// <summary>
/// An operator's request is refused: <paramref name="message"/> is one line that says why and what to do. It must never hold a personal attribute or a card
/// number.
/// </summary>
internal sealed class RefusedException(string message, Exception? cause = null) : Exception(message, cause);
