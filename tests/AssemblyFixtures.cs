[assembly: AssemblyFixture(typeof(SharedGateway))]
[assembly: AssemblyFixture(typeof(TestDatabaseEnd))]
