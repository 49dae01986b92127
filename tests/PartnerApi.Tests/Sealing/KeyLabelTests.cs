using System.Security.Cryptography;
using System.Text;
using PartnerApi.Cards;
using PartnerApi.Disclosures;
using PartnerApi.Redemptions;
using PartnerApi.Registry;
using PartnerApi.Sealing;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.Sealing;

public class KeyLabelTests
{
    private const string Digits = "0000000000000195";
    private const string Key = "river-museum\0key-1";
    private const string Asked = $"{Key}\0{Digits}\0MEMBERSHIP\0river-museum-membership";
    private const string March2015 = "\0\0^v";
    private const string Person = "JOSE NUNEZ|1980-02-03";
    private const string Handle = "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000e\u000f";

    /// <summary>
    /// HKDF-SHA256 outputs computed independently (Python's hmac and hashlib) from <see cref="TestSecrets"/>. They must never change: a change makes
    /// every stored row unreadable.
    /// </summary>
    public static TheoryData<string, string, string> Vectors => new()
    {
        { nameof(CardKeyLabels.CardTag), Digits, "ac498f4bb7abf1803469eabe36b7cd7a64cd49ebeaaabe06ed6f127f5a5beb58" },
        { nameof(CardKeyLabels.CardStatus), "", "66b061292baa0d1b69e042d60373c729a241d0fe15f422085c563a8ec635bd5a" },
        { nameof(CardKeyLabels.CardFacts), Digits, "23c8dd40771fa11d4f6b54738488d7da6432a1a5c8b870ef6dfd560e6b5d55c8" },
        { "SectorKey", "", "5774718213508d8237c1eb3221946d81881c1779c6f15f0d4bd428b27c41daf1" },
        { nameof(CardKeyLabels.CurrentCardTag), Handle, "3fe276ffd2754d747ddd2ef739680c71fd212440ebca5d1c13bdc902f8d6f06c" },
        { nameof(CardKeyLabels.CurrentCard), Handle, "7afe4c986416b95ca6c8489964bb3896cdeea8c3ece272eed237ef99b477717a" },
        { nameof(DisclosureKeyLabels.DisclosureReference), "", "5800ca4df28090b2cd35b8a045ec4b078f90016fee0dfd2afaacaf0854869c8b" },
        { nameof(RedemptionKeyLabels.IdempotencyKey), Key, "b04c14ea3632882926295824c0bc5f3bf0b066bd6adbc4e5091337a8a4f9c914" },
        { nameof(RedemptionKeyLabels.RedemptionFingerprint), Asked, "cc8a026b3de2b272b028b798de9942a3d33fe633cb4b9bf360a291456a82eeb0" },
        { nameof(RedemptionKeyLabels.RedemptionEffect), Handle, "c9beda96c42ee58685282cbce60e7630fae14cfa1e290c338ce8cb1167c0db9d" },
        { nameof(StatisticsKeyLabels.EnrollmentCounters), March2015, "3318563bcb342f987b137f1f4e5892883d65456de6d2a551c9ef0b265400af57" },
        { nameof(HolderKeyLabels.HolderRow), Handle, "f30fb10f03f8ad6288ba49c0690d59e7af514da2a1f8ea6fe0bc21e1c836fda0" },
        { nameof(HolderKeyLabels.HolderByCard), Digits, "c4b1028c51a2c9832e1dc233c27f3b32c6a4c8dbcf2d9e9e75d824bc5c64535c" },
        { nameof(HolderKeyLabels.HolderByPerson), Person, "fa2cad5b094d557a31ca88c40c5062be3af852eeb40890a4089f83f76c85cfbf" },
        { nameof(HolderKeyLabels.PersonTag), Person, "618315d6e4d68f3e92f7be12a34ef36df9672cd4eed8d8f1defc6ef459191120" },
        { nameof(HolderKeyLabels.PersonFingerprint), Person, "7950fb6506adc06c466b731e274b488e83752c4659a1ff3c9e2eb4da00fe0ea1" },
        { "LookupCheck", "", "8dd8ce4b43c8982d3f6764b316576f26771cae0e8d614d547eeaab70afecc85c" },
        { "FactsCheck", "", "afc5700cceda3364ef12dd19436432fa0c88d836c5651872b4be750afbfa361e" },
        { "RecordCheck", "", "0f1b22adf0adf9578bb1f277dc60abb024d3dce223bcdaba9b3661ca08b1272b" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Label_derives_the_independently_computed_key(string label, string context, string key)
    {
        using var keys = TestSecrets.Service();
        var derived = new byte[32];
        keys.Derive(Label(label), Encoding.ASCII.GetBytes(context), derived);
        Assert.Equal(key, Convert.ToHexStringLower(derived));
    }

    [Fact]
    public void Every_label_has_a_vector_and_a_unique_text()
    {
        var labels = Declared.Fields<KeyLabel>();
        Assert.Equal(labels.Select(field => field.Name).Order(), Vectors.Select(row => row.Data.Item1).Order());
        Assert.Equal(labels.Count, labels.Select(field => ((KeyLabel)field.GetValue(null)!).Text).Distinct().Count());
    }

    [Fact]
    public void Longer_key_continues_the_same_stream()
    {
        using var keys = TestSecrets.Service();
        var derived = new byte[80];
        keys.Derive(CardKeyLabels.CardTag, Encoding.ASCII.GetBytes(Digits), derived);
        Assert.Equal(
            "ac498f4bb7abf1803469eabe36b7cd7a64cd49ebeaaabe06ed6f127f5a5beb58c27aee962295d213a171b807dfce67f7" +
            "92170b935ae8c645d7e43c0a0bba0e3a67d548e378766f8fa40f727f7e951249",
            Convert.ToHexStringLower(derived));
    }

    [Fact]
    public void Derived_key_equals_the_frameworks_HKDF_for_any_length_and_context()
    {
        using var keys = TestSecrets.Service();
        foreach (var (length, contextLength) in new[] { (16, 0), (32, 300), (32, 1000), (33, 7), (96, 500) })
        {
            var context = RandomNumberGenerator.GetBytes(contextLength);
            var derived = new byte[length];
            keys.Derive(CardKeyLabels.CardFacts, context, derived);
            var info = Encoding.ASCII.GetBytes(CardKeyLabels.CardFacts.Text).Append((byte)0).Concat(context).ToArray();
            Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, TestSecrets.Of(Secret.Facts), length, null, info), derived);
        }
    }

    [Fact]
    public void Secret_that_is_not_loaded_derives_no_key()
    {
        using var keys = new LocalKeyService(TestSecrets.Of(Secret.Lookup), TestSecrets.Of(Secret.Facts), record: null);
        Assert.False(keys.Holds(Secret.Record));
        Assert.Throws<SecretNotLoadedException>(() => keys.Derive(HolderKeyLabels.PersonTag, [], new byte[32]));
    }

    [Fact]
    public void Constructor_zeroes_the_given_secrets_and_a_disposed_service_derives_no_key()
    {
        var lookup = TestSecrets.Of(Secret.Lookup);
        var keys = new LocalKeyService(lookup, TestSecrets.Of(Secret.Facts), TestSecrets.Of(Secret.Record));
        Assert.All(lookup, value => Assert.Equal(0, value));
        keys.Dispose();
        Assert.Throws<SecretNotLoadedException>(() => keys.Derive(CardKeyLabels.CardTag, [], new byte[32]));
    }

    private static KeyLabel Label(string name) => (KeyLabel)Declared.Fields<KeyLabel>().Single(field => field.Name == name).GetValue(null)!;
}
