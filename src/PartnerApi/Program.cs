using System.CommandLine;
using PartnerApi.Commands;
using PartnerApi.Commands.Benefits;
using PartnerApi.Commands.Cards;
using PartnerApi.Commands.Clocks;
using PartnerApi.Commands.Disclosures;
using PartnerApi.Commands.Identity;
using PartnerApi.Commands.Partners;
using PartnerApi.Commands.Quotas;
using PartnerApi.Commands.Registry;
using PartnerApi.Commands.Sandbox;
using PartnerApi.Commands.Schema;
using PartnerApi.Commands.Serve;
using PartnerApi.Commands.Statistics;
using PartnerApi.Commands.Storage;

var root = new RootCommand("The privacy-preserving gateway between a city's ID card registry and its partners.")
{
    ServeCommand.Create(),
    CardsCommand.Create(),
    SchemaCommand.Create(),
    PartnerCommands.Create(),
    BenefitCommands.Create(),
    ClientCommands.Create(),
    AccountCommands.Create(),
    QuotaCommand.Create(),
    ReceiptCommand.Create(),
    DisclosuresCommand.Create(),
    StatisticsCommand.Create(),
    ClockCommand.Create(),
    StorageCommand.Create(),
    TokenCommand.Create(),
    SandboxCommand.Create(),
}
    .WithExamples("PartnerApi", "PartnerApi cards import registry.csv", "PartnerApi cards import --help");
ServeCommand.AddTo(root);
return await CommandLine.RunAsync(root, args);
