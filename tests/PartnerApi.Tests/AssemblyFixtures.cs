using PartnerApi.Tests.Host;

[assembly: AssemblyFixture(typeof(SharedGateway))]
