using System.CommandLine;

namespace PartnerApi.Commands.Registry;

/// <summary><c>cards</c>: commands for registry exports.</summary>
internal static class CardsCommand
{
    public static Command Create()
    {
        var command = new Command("cards", "Import a registry export, or generate a synthetic one.") { GenerateCardsCommand.Create(), ImportCardsCommand.Create() };
        return command.WithExamples("PartnerApi cards generate --count 1000 --output registry.csv", "PartnerApi cards import registry.csv");
    }
}
