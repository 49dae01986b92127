using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>How a change of partners, agreements, clients or benefits is made known.</summary>
internal static class DirectoryGeneration
{
    /// <summary>Raises the directory's generation in the transaction of the change, so that every process sees both at its next question.</summary>
    public static void RaiseDirectory(this GatewayDbContext context) =>
        context.Set<Generation>().Single(generation => generation.Name == Generation.Directory).Value++;
}
