using System.CommandLine;
using PartnerApi.Commands;

namespace PartnerApi.Disclosures;

/// <summary><c>disclosures</c>: the ledger of what was told about cards.</summary>
internal static class DisclosuresCommand
{
    /// <summary>The command with those under it.</summary>
    public static Command Create()
    {
        var command = new Command("disclosures", "Check the ledger of what was told about cards, and count it.") { VerifyCommand.Create(), ReportCommand.Create() };
        return command.WithExamples("PartnerApi disclosures verify", "PartnerApi disclosures report --svg disclosures.svg");
    }
}
