namespace PartnerApi.Tests.Redemptions;

/// <summary>The classes that share one <see cref="Museum"/>.</summary>
[CollectionDefinition(nameof(Museum))]
public sealed class MuseumTests : ICollectionFixture<Museum>;
