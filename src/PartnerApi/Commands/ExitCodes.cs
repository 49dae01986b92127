namespace PartnerApi.Commands;

/// <summary>The exit codes of commands, as documented in <c>operate/commands.md</c>.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command failed or its input is invalid. One line on standard error says why, and nothing was changed.</summary>
    public const int Refused = 1;

    /// <summary>The command line is invalid.</summary>
    public const int Usage = 2;

    /// <summary>The command was stopped by Ctrl-C (128 + SIGINT, as in shells).</summary>
    public const int Canceled = 130;
}
