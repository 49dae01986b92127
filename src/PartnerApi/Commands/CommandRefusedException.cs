namespace PartnerApi.Commands;

/// <summary>
/// A command failed. <paramref name="message"/> is the one line on standard error, and the exit code is <see cref="ExitCodes.Refused"/>. The line must never
/// contain personal data or a card number.
/// </summary>
internal sealed class CommandRefusedException(string message, Exception? cause = null) : Exception(message, cause);
