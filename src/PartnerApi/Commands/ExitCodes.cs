namespace PartnerApi.Commands;

/// <summary>The exit codes of commands, as documented in <c>operate/commands.md</c>.</summary>
internal static class ExitCodes
{
    /// <summary>The command did what was asked.</summary>
    public const int Success = 0;

    /// <summary>Refused, or input that cannot be used: one line on standard error says why, and nothing was changed.</summary>
    public const int Refused = 1;

    /// <summary>The command line itself could not be understood.</summary>
    public const int Usage = 2;

    /// <summary>Ended by Ctrl-C (128 + SIGINT, as shells report it).</summary>
    public const int Canceled = 130;
}
