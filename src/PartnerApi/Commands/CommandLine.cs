using System.CommandLine;
using System.CommandLine.Invocation;

namespace PartnerApi.Commands;

/// <summary>
/// Runs the command that the arguments name. Whatever goes wrong ends as one line on standard error and one of
/// <see cref="ExitCodes"/>; a stack is never shown.
/// </summary>
internal static class CommandLine
{
    /// <summary>How long a command may take to end cleanly after Ctrl-C or SIGTERM before the process ends all the same.</summary>
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
        var message = parsed.Errors.Count > 0 ? parsed.Errors[0].Message : "No command was given.";
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
