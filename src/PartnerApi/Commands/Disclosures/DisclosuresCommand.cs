using System.CommandLine;

namespace PartnerApi.Commands.Disclosures;

/// <summary><c>disclosures</c>: commands for the ledger of disclosures about cards.</summary>
internal static class DisclosuresCommand
{
    public static Command Create()
    {
        var command = new Command("disclosures", "Verify the disclosure ledger, or count its records.") { VerifyCommand.Create(), ReportCommand.Create() };
        return command.WithExamples("PartnerApi disclosures verify", "PartnerApi disclosures report --svg disclosures.svg");
    }
}
