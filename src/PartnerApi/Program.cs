using System.CommandLine;
using PartnerApi;
using PartnerApi.Benefits;
using PartnerApi.Cards;
using PartnerApi.Clocks;
using PartnerApi.Commands;
using PartnerApi.Commands.Identity;
using PartnerApi.Commands.Partners;
using PartnerApi.Commands.Schema;
using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Quotas;
using PartnerApi.Registry;
using PartnerApi.Statistics;

var root = new RootCommand("The privacy-preserving gateway between a city's ID card registry and its partners.")
{
    ServeCommand.Create(),
    CardsCommand.Create(),
    SchemaCommand.Create(Gateway.AddFeatures),
    PartnerCommands.Create(BenefitIds.All),
    BenefitCommands.Create(),
    ClientCommands.Create(),
    AccountCommands.Create(),
    QuotaCommand.Create(),
    ReceiptCommand.Create(),
    DisclosuresCommand.Create(),
    StatisticsCommand.Create(),
    ClockCommand.Create(PartnersSetup.AddCityClock),
    StorageCommand.Create(),
    TokenCommand.Create(),
}
    .WithExamples("PartnerApi", "PartnerApi cards import registry.csv", "PartnerApi cards import --help");
ServeCommand.AddTo(root);
return await CommandLine.RunAsync(root, args);
