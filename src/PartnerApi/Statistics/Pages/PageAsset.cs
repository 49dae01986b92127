using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace PartnerApi.Statistics.Pages;

/// <summary>A file of the pages, built from <c>Statistics/Web</c> and embedded in the assembly.</summary>
/// <param name="Name">The file name.</param>
/// <param name="Type">The media type.</param>
/// <param name="Tag">The entity tag, a hash of the content. It is weak because the compressed form has the same tag.</param>
/// <param name="Bytes">The content.</param>
/// <param name="Packed">The content compressed with gzip. It holds no secret that its length could reveal.</param>
internal sealed record PageAsset(string Name, string Type, string Tag, byte[] Bytes, byte[] Packed)
{
    /// <summary>Loads a file and applies a change to its text.</summary>
    public static PageAsset Load(string name, Func<string, string> change)
    {
        using var resource = typeof(PageAsset).Assembly.GetManifestResourceStream($"PartnerApi.Statistics.Pages.{name}")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        var bytes = Encoding.UTF8.GetBytes(change(reader.ReadToEnd()));
        return new PageAsset(name, TypeOf(name), $"W/\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..16])}\"", bytes, Pack(bytes));
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new ArgumentOutOfRangeException(nameof(name), other, "The pages have no file of this type."),
    };

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
