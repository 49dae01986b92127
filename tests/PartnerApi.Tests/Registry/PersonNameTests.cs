using System.Text;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Registry;

public class PersonNameTests
{
    [Theory]
    [InlineData("José Núñez", "JOSE NUNEZ")]
    [InlineData("  jose   nunez ", "JOSE NUNEZ")]
    [InlineData("JOSE\u0301 NUN\u0303EZ", "JOSE NUNEZ")]
    [InlineData("Nguyễn Thị Ánh", "NGUYEN THI ANH")]
    [InlineData("O'Brien-Smith, Jr.", "OBRIEN SMITH JR")]
    [InlineData("O’Brien Smith Jr", "OBRIEN SMITH JR")]
    [InlineData("Søren Łukasz Đỗ", "SOREN LUKASZ DO")]
    [InlineData("Strauß Æther Œuvre Þór", "STRAUSS AETHER OEUVRE THOR")]
    [InlineData("ＭＡＲＩＡ　Ｌｏｐｅｚ", "MARIA LOPEZ")]
    [InlineData("İpek Kılıç", "IPEK KILIC")]
    [InlineData("Семён Йовович", "СЕМЕН ИОВОВИЧ")]
    [InlineData("Γιώργος Ζωή", "ΓΙΩΡΓΟΣ ΖΩΗ")]
    [InlineData("王小明", "王小明")]
    [InlineData("김민준", "김민준")]
    [InlineData("मीरा शर्मा", "मीरा शर्मा")]
    [InlineData("مُحَمَّد", "محمد")]
    [InlineData("\u200BAna\u00ADMaria", "ANAMARIA")]
    [InlineData("---", "")]
    public void Name_has_one_canonical_form(string name, string form) =>
        Assert.Equal($"{form}|1980-02-03", Encoding.UTF8.GetString(PersonName.Canonical(name, new DateOnly(1980, 2, 3))));

    [Fact]
    public void Different_names_and_dates_stay_different()
    {
        var forms = new[] { ("Ana Lee", 1), ("Ana Lea", 1), ("Anal Ee", 1), ("Ana Lee", 2), ("王小明", 1), ("王小朋", 1), ("मीरा", 1), ("मारी", 1) }
            .Select(person => Convert.ToHexString(PersonName.Canonical(person.Item1, new DateOnly(1980, 2, person.Item2))));
        Assert.Distinct(forms);
    }
}
