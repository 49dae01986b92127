using System.Text;
using PartnerApi.Policy;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Architecture;

/// <summary>Cards whose attributes are markers: text that occurs nowhere else, so that each hit in a file is a leak.</summary>
internal static class MarkedCards
{
    /// <summary>The number of cards.</summary>
    public const int Count = 8;

    /// <summary>The header of a registry export.</summary>
    private const string Header = "card_number,status,issued_on,expires_on,legal_name,date_of_birth,borough,street,city,postal_code\n";

    private static readonly DateOnly IssuedOn = new(2024, 3, 17);

    /// <summary>The cards. One is reported lost and one is revoked.</summary>
    public static IReadOnlyList<RegistryLine> All { get; } = [.. Enumerable.Range(0, Count).Select(Card)];

    /// <summary>The given cards as a registry export.</summary>
    public static string Csv(IEnumerable<RegistryLine> cards)
    {
        var csv = new StringBuilder(Header);
        foreach (var card in cards)
        {
            csv.Append($"{card.Number.Reveal()},{State(card.State)},{card.IssuedOn:yyyy-MM-dd},{card.ExpiresOn:yyyy-MM-dd},{card.LegalName},")
                .Append($"{card.DateOfBirth:yyyy-MM-dd},queens,{card.Street},{card.City},{card.PostalCode}\n");
        }
        return csv.ToString();
    }

    /// <summary>All markers, in the forms in which they could be stored.</summary>
    public static IEnumerable<ForbiddenBytes> Forbidden() => All.SelectMany((card, index) => (IEnumerable<ForbiddenBytes>)
    [
        .. ForbiddenBytes.OfCardNumber($"number of card {index}", card.Number.Reveal()),
        .. ForbiddenBytes.OfText($"name of card {index}", card.LegalName),
        .. ForbiddenBytes.OfText($"family name of card {index}", card.LegalName.Split(' ')[1]),
        .. ForbiddenBytes.OfText($"street of card {index}", card.Street),
        .. ForbiddenBytes.OfText($"city of card {index}", card.City),
        .. ForbiddenBytes.OfText($"ZIP code of card {index}", card.PostalCode),
        .. ForbiddenBytes.OfDays($"birth date of card {index}", card.DateOfBirth, card.IssuedOn),
        .. ForbiddenBytes.OfDays($"expiry of card {index}", card.ExpiresOn, card.ExpiresOn.AddYears(2)),
    ]);

    private static RegistryLine Card(int index) => new(
        CardNumber.FromPayload(31_415_926_535_897 + index * 7_930_000_000_000),
        index == 5 ? CardState.ReportedLost : index == 6 ? CardState.Revoked : CardState.Active,
        IssuedOn.AddDays(index),
        new DateOnly(2187, 6, 5).AddDays(index * 41),
        $"Örtrud{Letter(index)} Quäckenbühler{Letter(index)}sson",
        new DateOnly(1907, 9, 2).AddDays(index * 37),
        Borough.Queens,
        $"{7301 + index} Zzyzxwater Terrace{Letter(index)}",
        $"Xylopolis{Letter(index)}grad",
        $"0{9173 + index * 11}");

    private static char Letter(int index) => (char)('a' + index);

    private static string State(CardState state) => state switch
    {
        CardState.ReportedLost => "reported_lost",
        CardState.Revoked => "revoked",
        _ => "active",
    };
}
