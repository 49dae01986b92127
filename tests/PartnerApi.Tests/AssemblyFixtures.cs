using PartnerApi.Tests.Host;
using PartnerApi.Tests.Storage;

[assembly: AssemblyFixture(typeof(SharedGateway))]
[assembly: AssemblyFixture(typeof(TestDatabaseEnd))]
