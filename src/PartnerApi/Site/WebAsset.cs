using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace PartnerApi.Site;

/// <summary>A file of the web pages, held in memory. It is the same for everybody and contains no secret that its compressed length could reveal.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Tag">The entity tag, a hash of the content. It is weak because the compressed form has the same tag.</param>
/// <param name="Bytes">The content.</param>
/// <param name="Packed">The content compressed with gzip.</param>
internal sealed record WebAsset(string Type, string Tag, byte[] Bytes, byte[] Packed)
{
    private const string Font = "font/woff2";

    /// <summary>Reads an embedded file.</summary>
    /// <param name="resource">The name of the resource. Its extension selects the media type.</param>
    public static WebAsset Load(string resource)
    {
        using var stream = Open(resource);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return Create(resource, content.ToArray());
    }

    /// <summary>Reads the text of an embedded file.</summary>
    public static string ReadText(string resource)
    {
        using var reader = new StreamReader(Open(resource), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Creates a file from text.</summary>
    /// <param name="name">The file name. Its extension selects the media type.</param>
    /// <param name="text">The content.</param>
    public static WebAsset Create(string name, string text) => Create(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends the file, or 304 if the caller has it (RFC 9110, section 15.4.5).</summary>
    /// <param name="http">The request and its response.</param>
    /// <param name="policy">The Content-Security-Policy.</param>
    /// <param name="status">The status. With another than 200, the file is always sent, because conditions do not apply (RFC 9110, section 13.2.1).</param>
    public async Task SendAsync(HttpContext http, string policy, int status = StatusCodes.Status200OK)
    {
        var (request, headers) = (http.Request.Headers, http.Response.Headers);
        headers.ContentSecurityPolicy = policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // The browser revalidates each time and receives the content only if it changed. A page does not wait for its font, so that must be there already.
        headers.CacheControl = Type == Font ? "max-age=604800" : "no-cache";
        headers.ETag = Tag;
        headers.Vary = HeaderNames.AcceptEncoding;
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status200OK && Matches(request.IfNoneMatch))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isPacked = AcceptsGzip(request.AcceptEncoding);
        var bytes = isPacked ? Packed : Bytes;
        if (isPacked) headers.ContentEncoding = "gzip";
        http.Response.ContentType = Type;
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static Stream Open(string resource) => typeof(WebAsset).Assembly.GetManifestResourceStream(resource)
        ?? throw new ArgumentOutOfRangeException(nameof(resource), resource, "The assembly has no such resource.");

    private static WebAsset Create(string name, byte[] bytes) =>
        new(TypeOf(name), $"W/\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..16])}\"", bytes, Pack(bytes));

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json; charset=utf-8",
        ".txt" or ".graphql" or ".csv" => "text/plain; charset=utf-8",
        ".ttf" => "font/ttf",
        ".woff2" => Font,
        var other => throw new ArgumentOutOfRangeException(nameof(name), other, "The pages have no file of this type."),
    };

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    // Weak comparison (RFC 9110, section 13.1.2).
    private bool Matches(StringValues tags) => tags.Count > 0 && EntityTagHeaderValue.TryParseList(tags, out var known)
        && known.Any(tag => tag == EntityTagHeaderValue.Any || tag.Compare(EntityTagHeaderValue.Parse(Tag), useStrongComparison: false));

    private static bool AcceptsGzip(StringValues accepted) =>
        StringWithQualityHeaderValue.TryParseList(accepted, out var codings)
        && codings.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality != 0);
}
