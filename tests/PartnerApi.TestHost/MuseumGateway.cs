using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Policy;
using PartnerApi.Policy.Rules;
using PartnerApi.Registry.Synthetic;
using PartnerApi.Sandbox;

namespace PartnerApi.TestHost;

/// <summary>A separate gateway with a settable clock and a second client of the River Museum, and cards that no other test uses.</summary>
public sealed class MuseumGateway : IAsyncLifetime
{
    /// <summary>The River Museum's second client.</summary>
    public const string SecondClient = "river-museum-desk";

    /// <summary>The River Museum's benefit.</summary>
    public const string Benefit = "river-museum-membership";

    private const string Redeem =
        "mutation($i: RedeemBenefitInput!) { redeemBenefit(input: $i) { redeemed reason redemption { id benefit subject redeemedAt validUntil reversedAt } } }";

    private const string Reverse = "mutation($i: ReverseRedemptionInput!) { reverseRedemption(input: $i) { redemption { id subject reversedAt validUntil } } }";

    private IEnumerator<string> adults = null!;

    /// <summary>The gateway.</summary>
    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>Its clock.</summary>
    internal OffsetClock Clock { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Gateway = await RunningGateway.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(Clock), ("Quotas:EligibilityPerCard", "5000"));
        await using var scope = Gateway.Services.CreateAsyncScope();
        var added = await scope.ServiceProvider.GetRequiredService<ClientRegistry>()
            .AddAsync(SecondClient, "river-museum", SandboxPartners.Secret, TestContext.Current.CancellationToken);
        Assert.False(added.IsRejected);
        adults = Adults(Gateway.Services.GetRequiredService<CityClock>().Today).GetEnumerator();
    }

    /// <summary>Returns a valid card of an adult that no other test uses.</summary>
    public string NextCard() => adults.MoveNext() ? adults.Current : throw new InvalidOperationException("There are no more cards.");

    /// <summary>Those of a sandbox's synthetic cards whose holders are eligible for the River Museum's benefit.</summary>
    internal static IEnumerable<string> Adults(DateOnly today, int cards = Installation.SandboxCards) =>
        from line in SyntheticRegistry.Lines(cards, SandboxCards.SyntheticSeed, today)
        let terms = new CardTerms(line.State, line.IssuedOn, line.ExpiresOn)
        let facts = new CardFacts(line.DateOfBirth, line.Borough, line.IssuedOn)
        where Eligibility.Decide(terms, facts, new AgeRule(min: 18), today)
        select line.Number.Reveal();

    /// <summary>Returns an unused key.</summary>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Redeems a benefit; under a new key by default.</summary>
    public Task<Answer> RedeemAsync(string card, string? key = null, string client = "river-museum", string benefit = Benefit, string purpose = "MEMBERSHIP") =>
        Gateway.QueryAsync(client, Redeem, new { i = new { card, purpose, benefit, idempotencyKey = key ?? NewKey() } });

    /// <summary>Reverses a redemption.</summary>
    public Task<Answer> ReverseAsync(string redemption, string client = "river-museum", string reason = "ENTERED_BY_MISTAKE") =>
        Gateway.QueryAsync(client, Reverse, new { i = new { redemption, reason } });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
}
