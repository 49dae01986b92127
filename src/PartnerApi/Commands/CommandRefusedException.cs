namespace PartnerApi.Commands;

/// <summary>
/// A command cannot go on: <paramref name="message"/> is the one line that standard error gets, and the exit code is
/// <see cref="ExitCodes.Refused"/>. The line must never hold a personal attribute or a card number.
/// </summary>
internal sealed class CommandRefusedException(string message, Exception? cause = null) : Exception(message, cause);
