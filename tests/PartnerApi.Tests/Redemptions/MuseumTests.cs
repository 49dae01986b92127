namespace PartnerApi.Tests.Redemptions;

/// <summary>The classes that share one <see cref="MuseumGateway"/>.</summary>
[CollectionDefinition(nameof(MuseumGateway))]
public sealed class MuseumTests : ICollectionFixture<MuseumGateway>;
