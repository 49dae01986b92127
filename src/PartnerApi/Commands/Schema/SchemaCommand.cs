using System.CommandLine;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PartnerApi.GraphQL.Setup;
using PartnerApi.Requests;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Commands.Schema;

/// <summary><c>schema</c>: the committed contract files.</summary>
internal static class SchemaCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() =>
        new Command("schema", "Write or check the committed contract: the schema of each audience, and the stored data.") { Export() }
            .WithExamples("PartnerApi schema export", "PartnerApi schema export --check");

    private static Command Export()
    {
        var output = new Option<string>("--output") { HelpName = "DIR", Description = "The folder of the files.", DefaultValueFactory = _ => "schema" };
        var check = new Option<bool>("--check") { Description = "Only compare the files; exit with 1 if one is out of date." };
        var command = new Command("export", "Write each audience's SDL, access.csv, and tables.csv.") { output, check };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var services = CommandHost.Build(null, AddSchemas);
            var files = services.WriteSchemaFiles();
            await using (var context = await services.GetRequiredService<IDbContextFactory<GatewayDbContext>>().CreateDbContextAsync(cancel))
                files["tables.csv"] = DeclaredContent.ToCsv(DeclaredContent.Of(context.Model));
            var folder = parsed.GetValue(output)!;
            if (parsed.GetValue(check)) await CheckAsync(folder, files, cancel);
            else await WriteAsync(folder, files, cancel);
            return ExitCodes.Success;
        });
        return command.WithExamples("PartnerApi schema export", "PartnerApi schema export --check --output schema");
    }

    private static async Task WriteAsync(string folder, SortedDictionary<string, string> files, CancellationToken cancel)
    {
        // Need not survive a crash: the command can be repeated.
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in files) await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancel);
        Console.Out.WriteLine($"{files.Count} files written to {folder}.");
    }

    private static async Task CheckAsync(string folder, SortedDictionary<string, string> files, CancellationToken cancel)
    {
        var stale = new List<string>();
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path) || await File.ReadAllTextAsync(path, cancel) != text) stale.Add(name);
        }

        if (stale.Count > 0)
            throw new RefusedException($"Out of date: {string.Join(", ", stale)}. Run 'schema export' and review the difference.");
        Console.Out.WriteLine($"{files.Count} files are up to date.");
    }

    // The schemas do not depend on secrets or data: they are built with random secrets, and no file is read or changed.
    private static void AddSchemas(HostApplicationBuilder builder)
    {
        foreach (var secret in Enum.GetNames<Secret>())
            builder.Configuration[$"Secrets:{secret}:Value"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        builder.AddFeatures();
        builder.AddGatewaySchemas();
    }
}
