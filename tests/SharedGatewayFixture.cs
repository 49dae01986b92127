[assembly: AssemblyFixture(typeof(SharedGateway))]
