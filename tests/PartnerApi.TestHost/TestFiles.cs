namespace PartnerApi.TestHost;

/// <summary>Reads files that a database has open.</summary>
internal static class TestFiles
{
    /// <summary>All bytes of a file.</summary>
    public static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
