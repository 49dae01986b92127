using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Tests.Commands;
using PartnerApi.Tests.Storage;

namespace PartnerApi.Tests.Architecture;

/// <summary>What an operator has outside the sandbox: a data folder, three secrets in files, and an environment.</summary>
internal sealed class Installation : IDisposable
{
    public static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "PartnerApi.dll");

    /// <summary>Invented cards of a sandbox in tests. Users have five times as many, which cost every start a second or more.</summary>
    public const int SandboxCards = 2_000;

    /// <summary>Makes the secrets, and picks a port.</summary>
    public Installation()
    {
        Folder = new TemporaryFolder();
        foreach (var secret in (string[])["Lookup", "Facts", "Record"])
        {
            var file = Folder.Write(secret + ".secret", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Settings[$"Secrets:{secret}:File"] = file;
        }
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        Settings["urls"] = Address;
        Settings["Data"] = Folder.Data;

        // A release holds the lock that imports need; who tests releases makes them.
        Settings["Statistics:ReleaseAutomatically"] = "false";

        Settings["Sandbox:Cards"] = $"{SandboxCards}";

        // How fast a test asks depends on the machine; who tests the limits sets them.
        (Settings["Quotas:RequestsPerSecond"], Settings["Quotas:Concurrent"]) = ("1000000", "1000");
        foreach (var (name, value) in TestDatabase.Settings(Folder.Data)) Settings[name] = value!;
    }

    private Installation(Installation same)
    {
        (Folder, Address, Environment) = (same.Folder, same.Address, same.Environment);
        Settings = new(same.Settings);
    }

    /// <summary>The folder that holds it all.</summary>
    public TemporaryFolder Folder { get; }

    /// <summary>Where the gateway listens.</summary>
    public string Address { get; }

    /// <summary>The settings; given as environment variables.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>The value of ASPNETCORE_ENVIRONMENT.</summary>
    public string Environment { get; set; } = "Production";

    /// <summary>The same data folder, secrets and port, with other settings; null takes one away. What made the first disposes of the folder.</summary>
    public Installation With(params (string Name, string? Value)[] changes)
    {
        var changed = new Installation(this);
        foreach (var (name, value) in changes)
        {
            if (value is null) changed.Settings.Remove(name);
            else changed.Settings[name] = value;
        }
        return changed;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<ExecutableResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await Executable.FinishAsync(process);
    }

    /// <summary>Starts a command.</summary>
    public Process Start(params string[] arguments) => StartProgram("dotnet", [Assembly, .. arguments]);

    /// <summary>Starts a program that in the end runs the gateway, with the installation's settings.</summary>
    public Process StartProgram(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Folder.Root,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = Environment;
        foreach (var (name, value) in Settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Process.Start(start)!;
    }

    /// <inheritdoc/>
    public void Dispose() => Folder.Dispose();
}
