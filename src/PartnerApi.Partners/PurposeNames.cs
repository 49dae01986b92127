using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.Partners;

/// <summary>The schema names of purposes, for commands and records.</summary>
public static class PurposeNames
{
    private static readonly string[] Names = [.. Enum.GetValues<Purpose>().Select(purpose => WireNames.FromMember(purpose.ToString()))];
    private static readonly Dictionary<string, Purpose> ByName = Enum.GetValues<Purpose>().ToDictionary(Of);

    /// <summary>The purposes that an agreement can include.</summary>
    public static IEnumerable<string> AllowedInAgreements => ByName.Where(pair => !Purposes.NeverAccepted.Contains(pair.Value)).Select(pair => pair.Key);

    /// <summary>The name of a purpose, such as <c>ACCOUNT_OPENING</c>.</summary>
    public static string Of(Purpose purpose) => Names[(int)purpose];

    /// <summary>Finds a purpose by its exact name; null if it does not exist.</summary>
    public static Purpose? Find(string name) => ByName.TryGetValue(name, out var purpose) ? purpose : null;
}
