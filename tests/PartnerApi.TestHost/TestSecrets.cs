using PartnerApi.Sealing;

namespace PartnerApi.TestHost;

/// <summary>The test secrets: bytes 0 to 31, 32 to 63, and 64 to 95.</summary>
internal static class TestSecrets
{
    public static byte[] Of(Secret secret) => [.. Enumerable.Range((int)secret * 32, 32).Select(value => (byte)value)];

    public static string Base64(Secret secret) => Convert.ToBase64String(Of(secret));

    public static LocalKeyService Service() => new(Of(Secret.Lookup), Of(Secret.Facts), Of(Secret.Record));
}
