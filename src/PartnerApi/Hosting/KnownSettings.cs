using System.Reflection;
using PartnerApi.Core;

namespace PartnerApi.Hosting;

/// <summary>All settings that the program declares, and a check that their sections contain no others.</summary>
internal static class KnownSettings
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The configuration keys in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ProgramAssemblies.Types.SelectMany(DeclaredBy).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Rejects undeclared settings. Sections without declared settings, such as Kestrel's, are not checked.</summary>
    /// <exception cref="SettingException">A setting is unknown. The message lists the section's settings and contains no value.</exception>
    public static void Require(IConfiguration configuration)
    {
        foreach (var group in All.Where(key => key.Contains(':')).GroupBy(key => key.Split(':')[0]))
        {
            foreach (var key in Leaves(configuration.GetSection(group.Key)).Where(key => !group.Any(known => IsOf(known, key))))
                throw new SettingException(key, $"unknown setting. The section {group.Key} has {string.Join(", ", group)}.");
        }
    }

    private static IEnumerable<string> Leaves(IConfigurationSection section) => section.GetChildren().SelectMany(child =>
        child.GetChildren().Any() ? Leaves(child) : [child.Path]);

    // The items of a list have its key followed by a number.
    private static bool IsOf(string known, string key) =>
        key.StartsWith(known, StringComparison.OrdinalIgnoreCase)
        && (key.Length == known.Length || (key[known.Length] == ':' && key[(known.Length + 1)..].All(char.IsAsciiDigit)));

    private static IEnumerable<string> DeclaredBy(Type type)
    {
        if (type.GetCustomAttribute<SettingsSectionAttribute>() is { } section)
        {
            foreach (var property in type.GetProperties().Where(property => property.CanWrite)) yield return $"{section.Section}:{property.Name}";
        }
        if (type.ContainsGenericParameters) yield break;
        foreach (var field in type.GetFields(Static).Where(field => field.IsDefined(typeof(SettingAttribute))))
        {
            foreach (var key in Keys(field.GetValue(null)!)) yield return key;
        }
        foreach (var property in type.GetProperties(Static).Where(property => property.IsDefined(typeof(SettingAttribute))))
        {
            foreach (var key in Keys(property.GetValue(null)!)) yield return key;
        }
    }

    private static IEnumerable<string> Keys(object declared) => declared as IEnumerable<string> ?? [(string)declared];
}
