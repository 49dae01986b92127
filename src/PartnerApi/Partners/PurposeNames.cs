using PartnerApi.Core;
using PartnerApi.Policy;

namespace PartnerApi.Partners;

/// <summary>Purposes by the names they have in the schema, for commands and records.</summary>
internal static class PurposeNames
{
    private static readonly string[] Names = [.. Enum.GetValues<Purpose>().Select(purpose => WireNames.FromMember(purpose.ToString()))];
    private static readonly Dictionary<string, Purpose> ByName = Enum.GetValues<Purpose>().ToDictionary(Of);

    /// <summary>The purposes that an agreement may hold.</summary>
    public static IEnumerable<string> Agreeable => ByName.Where(pair => !Purposes.NeverAccepted.Contains(pair.Value)).Select(pair => pair.Key);

    /// <summary>For example <c>ACCOUNT_OPENING</c>.</summary>
    public static string Of(Purpose purpose) => Names[(int)purpose];

    /// <summary>The purpose of that name, exactly as the schema writes it, or null.</summary>
    public static Purpose? Find(string name) => ByName.TryGetValue(name, out var purpose) ? purpose : null;
}
