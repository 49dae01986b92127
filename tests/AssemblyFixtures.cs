[assembly: AssemblyFixture(typeof(TestDatabaseEnd))]
