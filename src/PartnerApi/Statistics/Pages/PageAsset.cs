using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace PartnerApi.Statistics.Pages;

/// <summary>A file of the pages, as it was built from <c>Statistics/Web</c> into the assembly.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Tag">Its entity tag, a hash of its content. Weak: it is the same for the packed form.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Packed">The same with gzip. There is nothing secret in it whose length could tell.</param>
internal sealed record PageAsset(string Name, string Type, string Tag, byte[] Bytes, byte[] Packed)
{
    /// <summary>Reads one, with a change to its text.</summary>
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
        var other => throw new ArgumentOutOfRangeException(nameof(name), other, "A kind of file that the pages do not have."),
    };

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
