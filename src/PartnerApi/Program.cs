using System.CommandLine;
using PartnerApi.Commands;

var root = new RootCommand("The privacy-preserving gateway between a city's ID card registry and its partners.")
    .WithExamples("PartnerApi --help");
return await CommandLine.RunAsync(root, args);
