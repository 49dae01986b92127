using PartnerApi.Policy;
using PartnerApi.Registry;

namespace PartnerApi.TestHost;

/// <summary>Lines of a registry export. The card's payload identifies the holder.</summary>
internal static class TestLines
{
    public static readonly DateOnly Born = new(1984, 3, 9), Issued = new(2024, 5, 6), Expires = new(2029, 5, 6);

    public static CardNumber Number(long payload) => CardNumber.FromPayload(payload);

    public static RegistryLine Line(long payload, CardState state = CardState.Active, string? name = null) =>
        new(
            Number(payload), state, Issued, Expires, name ?? $"Holder Number{payload}", Born, Borough.Queens, $"{payload} Testing Street", "Jamaica",
            "11432")
        {
            LineNumber = payload + 1,
        };

    public static IEnumerable<RegistryLine> Lines(int count, long first = 1) => Enumerable.Range(0, count).Select(index => Line(first + index));
}
