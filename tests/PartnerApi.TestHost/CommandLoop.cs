using System.Reflection;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PartnerApi.TestHost;

/// <summary>
/// Runs in a process of the program: calls its entry point for one command after another. Each command gets its own arguments, environment, working folder,
/// and standard streams, and leaves no open database behind, as if it had a process of its own.
/// </summary>
internal static class CommandLoop
{
    /// <summary>Reads a request from each line of standard input, and writes a line with its result to standard output, until the input ends.</summary>
    public static void Run()
    {
        var main = Assembly.Load("PartnerApi").EntryPoint!;
        using var requests = new StreamReader(Console.OpenStandardInput());
        using var results = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        while (requests.ReadLine() is { } line)
        {
            results.WriteLine(JsonSerializer.Serialize(Run(main, JsonSerializer.Deserialize<CommandRequest>(line)!)));
        }
    }

    // An exception that the program does not handle ends the process, as it ends a process of its own.
    private static ExecutableResult Run(MethodInfo main, CommandRequest request)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Console.SetIn(new StringReader(request.Input ?? ""));
        Console.SetOut(TextWriter.Synchronized(output));
        Console.SetError(TextWriter.Synchronized(error));
        SetEnvironment(request.Environment);
        Directory.SetCurrentDirectory(request.Folder);
        var exitCode = (int)main.Invoke(null, [request.Arguments])!;
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        return new ExecutableResult(exitCode, output.ToString(), error.ToString());
    }

    private static void SetEnvironment(IReadOnlyDictionary<string, string?> variables)
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().ToList())
        {
            if (!variables.ContainsKey(name)) Environment.SetEnvironmentVariable(name, null);
        }
        foreach (var (name, value) in variables) Environment.SetEnvironmentVariable(name, value);
    }
}

/// <summary>A command and its surroundings.</summary>
/// <param name="Arguments">The arguments of the program.</param>
/// <param name="Environment">All environment variables.</param>
/// <param name="Folder">The working folder.</param>
/// <param name="Input">The text on standard input; null if it is empty.</param>
internal sealed record CommandRequest(string[] Arguments, IReadOnlyDictionary<string, string?> Environment, string Folder, string? Input);
