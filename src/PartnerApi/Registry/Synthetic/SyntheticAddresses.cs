using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.Registry.Synthetic;

/// <summary>Synthetic addresses: boroughs by their share of the population (2020 census), with matching post towns and ZIP codes.</summary>
internal static class SyntheticAddresses
{
    private static readonly string[] Streets =
    [
        "Ash St", "Bay Ave", "Bedford Ave", "Beach Rd", "Birch Ln", "Broadway", "Canal St", "Cedar St", "Central Ave", "Church Ave", "Clinton St", "Court St",
        "Dean St", "Division St", "Elm Pl", "Fulton St", "Grand St", "Grove St", "Hill Rd", "Hudson Ave", "Jay St", "Linden Blvd", "Main St", "Maple Ave",
        "Morris Ave", "Myrtle Ave", "Nassau St", "Ocean Pkwy", "Park Ave", "Park Pl", "Pine St", "Prospect Pl", "River Ave", "Spruce St", "State St",
        "Union St", "Vernon Blvd", "Walton Ave", "Water St", "West End Ave", "Willow St",
    ];

    private static readonly (Borough Borough, int PerThousand, (string City, string[] PostalCodes)[] Towns)[] Boroughs =
    [
        (Borough.Brooklyn, 311, [("Brooklyn", Range(11201, 11226)), ("Brooklyn", Range(11228, 11239))]),
        (Borough.Queens, 273,
        [
            ("Long Island City", Range(11101, 11106)), ("Flushing", Range(11354, 11358)), ("Corona", ["11368"]), ("Jackson Heights", ["11372"]),
            ("Elmhurst", ["11373"]), ("Woodside", ["11377"]), ("Jamaica", Range(11432, 11436)), ("Far Rockaway", Range(11691, 11692)),
        ]),
        (Borough.Manhattan, 193, [("New York", Range(10001, 10014)), ("New York", Range(10016, 10040))]),
        (Borough.Bronx, 167, [("Bronx", Range(10451, 10475))]),
        (Borough.StatenIsland, 56, [("Staten Island", Range(10301, 10310)), ("Staten Island", Range(10312, 10314))]),
    ];

    /// <summary>A borough and an address in it.</summary>
    public static (Borough Borough, string Street, string City, string PostalCode) Pick(ref SplitMix64 random)
    {
        var left = random.Below(1_000);
        var index = 0;
        while (left >= Boroughs[index].PerThousand) left -= Boroughs[index++].PerThousand;

        var (borough, _, towns) = Boroughs[index];
        var (city, codes) = towns[random.Below(towns.Length)];
        return (borough, Street(ref random), city, codes[random.Below(codes.Length)]);
    }

    private static string Street(ref SplitMix64 random)
    {
        var house = 1 + random.Below(1_400);
        var street = Streets[random.Below(Streets.Length)];
        // Two in three live in an apartment, as in the city. The comma makes the writer quote the field.
        return random.Below(3) == 0 ? $"{house} {street}" : $"{house} {street}, Apt {1 + random.Below(12)}{(char)('A' + random.Below(8))}";
    }

    private static string[] Range(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(code => $"{code}")];
}
