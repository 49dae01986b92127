using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Core;

namespace PartnerApi.TestHost;

/// <summary>An installation outside the sandbox: a data folder, three secret files, and settings in the environment.</summary>
internal sealed class Installation : IDisposable
{
    /// <summary>The number of synthetic cards of a sandbox in tests. The default is fifty times as many, which slows each start by a second or more.</summary>
    public const int SandboxCards = 200;

    /// <summary>The city's day by the system clock, on which a sandbox generates its cards.</summary>
    public static DateOnly CityToday => new CityClock(TimeProvider.System, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).Today;

    /// <summary>Creates the secrets and picks a free port.</summary>
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

        // A release holds the lock that imports need, so tests of releases make them explicitly.
        Settings["Statistics:ReleaseAutomatically"] = "false";

        Settings["Sandbox:Cards"] = $"{SandboxCards}";

        // A test's request rate depends on the machine, so tests of the limits set them explicitly.
        (Settings["Quotas:RequestsPerSecond"], Settings["Quotas:Concurrent"]) = ("1000000", "1000");
        foreach (var (name, value) in TestDatabase.Settings(Folder.Data)) Settings[name] = value!;
    }

    private Installation(Installation same)
    {
        (Folder, Address, Environment) = (same.Folder, same.Address, same.Environment);
        Settings = new(same.Settings);
    }

    /// <summary>The folder of the data, secrets, and other files.</summary>
    public TemporaryFolder Folder { get; }

    /// <summary>The base address on which the gateway listens.</summary>
    public string Address { get; }

    /// <summary>The settings, which processes get as environment variables.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>The value of ASPNETCORE_ENVIRONMENT.</summary>
    public string Environment { get; set; } = "Production";

    /// <summary>A copy with the same folder and port and with changed settings; null removes one. The original owns the folder and deletes it.</summary>
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

    /// <summary>Runs a command until it exits.</summary>
    public Task<ExecutableResult> RunAsync(params string[] arguments) => Executable.RunAsync(StartInfo("dotnet", [Executable.Assembly, .. arguments]), arguments);

    /// <summary>Starts a command.</summary>
    public Process Start(params string[] arguments) => StartProgram("dotnet", [Executable.Assembly, .. arguments]);

    /// <summary>Starts a program that runs the gateway, such as a wrapper, with the installation's settings.</summary>
    public Process StartProgram(string program, params string[] arguments) => Process.Start(StartInfo(program, arguments))!;

    /// <inheritdoc/>
    public void Dispose() => Folder.Dispose();

    private ProcessStartInfo StartInfo(string program, string[] arguments)
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
        return start;
    }
}
