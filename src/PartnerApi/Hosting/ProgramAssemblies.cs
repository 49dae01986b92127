using System.Reflection;

namespace PartnerApi.Hosting;

/// <summary>The assemblies of the gateway itself: the host and every project that it references.</summary>
internal static class ProgramAssemblies
{
    public static IReadOnlyList<Assembly> All { get; } = [.. Referenced(typeof(ProgramAssemblies).Assembly).DistinctBy(assembly => assembly.FullName)];

    /// <summary>Every type, nested ones included.</summary>
    public static IEnumerable<Type> Types => All.SelectMany(assembly => assembly.GetTypes());

    private static IEnumerable<Assembly> Referenced(Assembly assembly) =>
        [assembly, .. assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("PartnerApi.", StringComparison.Ordinal))
            .SelectMany(name => Referenced(Assembly.Load(name)))];
}
