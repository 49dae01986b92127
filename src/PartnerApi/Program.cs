using System.CommandLine;
using PartnerApi.Commands;
using PartnerApi.Registry;

var root = new RootCommand("The privacy-preserving gateway between a city's ID card registry and its partners.") { CardsCommand.Create() }
    .WithExamples("PartnerApi --help");
return await CommandLine.RunAsync(root, args);
