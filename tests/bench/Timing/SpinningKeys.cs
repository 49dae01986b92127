using System.Diagnostics;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Bench.Timing;

/// <summary>
/// The mutant: a key service that takes longer over one card's tag, as an implementation would that does more for some cards than for others. Put
/// in front of the real one by this check alone; the gateway has no such option.
/// </summary>
internal sealed class SpinningKeys(IKeyService inner, CardNumber slow, TimeSpan spin) : IKeyService
{
    private readonly byte[] slowDigits = Digits(slow);

    /// <inheritdoc/>
    public void Derive(KeyLabel label, ReadOnlySpan<byte> context, Span<byte> key)
    {
        if (label == KeyLabels.CardTag && context.SequenceEqual(slowDigits))
        {
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < spin) Thread.SpinWait(1);
        }
        inner.Derive(label, context, key);
    }

    /// <inheritdoc/>
    public bool Holds(Secret secret) => inner.Holds(secret);

    private static byte[] Digits(CardNumber number)
    {
        var digits = new byte[CardNumber.DigitCount];
        number.WriteDigits(digits);
        return digits;
    }
}
