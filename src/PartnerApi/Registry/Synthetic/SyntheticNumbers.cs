using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.Registry.Synthetic;

/// <summary>
/// Distinct card numbers for synthetic cards, without a list of used ones: row i gets the payload (i * a + b) mod 10^14 with a coprime to 10, which is a
/// bijection. Payloads below 1,000 are reserved for the sandbox's test cards: the map is applied again until the payload is outside them.
/// </summary>
internal readonly struct SyntheticNumbers
{
    /// <summary>The number of payloads: 14 digits.</summary>
    private const ulong Payloads = 100_000_000_000_000;

    /// <summary>Payloads below this never occur.</summary>
    public const int Reserved = 1_000;

    private readonly ulong factor;
    private readonly ulong offset;

    public SyntheticNumbers(ulong seed)
    {
        var random = new SplitMix64(seed);
        // Any factor coprime to 10 works. With at least 13 digits, neighboring rows do not get similar numbers.
        factor = Payloads / 10 + random.Next() % (Payloads / 10 * 9);
        factor += 1 - factor % 10;
        offset = random.Next() % Payloads;
    }

    /// <summary>The number of the card in this row, counted from 0.</summary>
    public CardNumber this[long row]
    {
        get
        {
            var payload = (ulong)row + Reserved;
            do payload = (ulong)(((UInt128)payload * factor + offset) % Payloads);
            while (payload < Reserved);
            return CardNumber.FromPayload((long)payload);
        }
    }
}
