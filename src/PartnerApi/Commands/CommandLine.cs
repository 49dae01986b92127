using System.CommandLine;
using System.CommandLine.Invocation;

namespace PartnerApi.Commands;

/// <summary>
/// Runs the command that the arguments name. An error ends with one line on standard error and one of <see cref="ExitCodes"/>, never with a stack trace.
/// </summary>
internal static class CommandLine
{
    /// <summary>The time that a command has to end after Ctrl-C or SIGTERM before the process is terminated.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Parses, runs and returns the process's exit code.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        HelpExamples.AddTo(root);
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationTimeout };
        try
        {
            var parsed = root.Parse(args);
            if (parsed.Action is ParseErrorAction) return Misunderstood(parsed);
            return await parsed.InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            return Fail("Canceled.", ExitCodes.Canceled);
        }
        catch (Exception error)
        {
            return Fail(ErrorLine.For(error), ExitCodes.Refused);
        }
    }

    private static int Misunderstood(ParseResult parsed)
    {
        var message = parsed.Errors.Count > 0 ? parsed.Errors[0].Message : "No command given.";
        return Fail($"{message} See '{FullName(parsed.CommandResult.Command)} --help'.", ExitCodes.Usage);
    }

    private static string FullName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{FullName(parent)} {command.Name}" : command.Name;

    private static int Fail(string line, int exitCode)
    {
        Console.Error.WriteLine(line);
        return exitCode;
    }
}
