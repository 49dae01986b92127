using System.Diagnostics;
using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Bench.Timing;

/// <summary>
/// The mutant: a key service that takes longer to derive one card's tag, like an implementation that does more work for some cards. Only this check
/// puts it in front of the real one. The gateway has no such option.
/// </summary>
internal sealed class SpinningKeys(IKeyService inner, CardNumber slow, TimeSpan spin) : IKeyService
{
    private readonly byte[] slowDigits = Digits(slow);

    /// <inheritdoc/>
    public void Derive(KeyLabel label, ReadOnlySpan<byte> context, Span<byte> key)
    {
        if (label == CardKeyLabels.CardTag && context.SequenceEqual(slowDigits))
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
