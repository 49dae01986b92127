namespace PartnerApi.TestHost;

/// <summary>A folder that is deleted after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>The path of the folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("partner-api-").FullName;

    /// <summary>The path of the data folder.</summary>
    public string Data => this["data"];

    /// <summary>The path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string content)
    {
        File.WriteAllText(this[name], content);
        return this[name];
    }

    public void Dispose()
    {
        TestDatabase.Forget(Root);
        Directory.Delete(Root, recursive: true);
    }
}
