using System.Reflection;
using PartnerApi.Core;
using PartnerApi.Hosting;

namespace PartnerApi.TestHost;

/// <summary>What features declare in static fields, each beside the code that uses it.</summary>
internal static class Declared
{
    /// <summary>The fields of one type in the whole program.</summary>
    public static IReadOnlyList<FieldInfo> Fields<T>() =>
        [.. ProgramAssemblies.Types.SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(T))];

    /// <summary>Their values.</summary>
    public static IReadOnlyList<T> Values<T>() => [.. Fields<T>().Select(field => (T)field.GetValue(null)!)];

    /// <summary>The error code with a name.</summary>
    public static ErrorCode Code(string name) => Values<ErrorCode>().Single(code => code.Name == name);
}
