using System.Reflection;
using PartnerApi.Hosting;

namespace PartnerApi.Tests.Architecture;

/// <summary>What features declare in static fields, each beside the code that uses it.</summary>
internal static class Declared
{
    /// <summary>The fields of one type in the whole program.</summary>
    public static IReadOnlyList<FieldInfo> Fields<T>() =>
        [.. ProgramAssemblies.Types.SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(T))];

    /// <summary>Their values.</summary>
    public static IReadOnlyList<T> Values<T>() => [.. Fields<T>().Select(field => (T)field.GetValue(null)!)];
}
