using System.Diagnostics;

namespace PartnerApi.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // A missing or mistyped data folder must not get an empty database.
    [Theory]
    [InlineData("clients", "list")]
    [InlineData("clients", "suspend", "harbor-bank")]
    [InlineData("accounts", "list")]
    [InlineData("partners", "list")]
    [InlineData("partners", "suspend", "harbor-bank")]
    [InlineData("benefits", "list")]
    [InlineData("quotas")]
    [InlineData("clock", "status")]
    [InlineData("clock", "confirm")]
    [InlineData("statistics", "releases")]
    [InlineData("statistics", "release")]
    [Trait("Store", "Sqlite")]
    public async Task Command_on_existing_data_does_not_create_a_database(params string[] arguments)
    {
        using var installation = new Installation();
        var result = await installation.RunAsync(arguments);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"there is no database in {installation.Folder.Data}", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(installation.Folder.Data));
    }

    [Fact]
    public async Task Help_of_every_command_has_a_description_and_examples()
    {
        var waiting = new Queue<string[]>([[]]);
        var seen = new List<string>();
        while (waiting.TryDequeue(out var command))
        {
            var help = await Executable.RunAsync([.. command, "--help"]);
            seen.Add(string.Join(' ', command));
            Assert.Equal((0, ""), (help.ExitCode, help.Error));
            Assert.Contains("Description:\n  ", help.Output, StringComparison.Ordinal);
            Assert.Contains("\nExamples:\n  PartnerApi", help.Output, StringComparison.Ordinal);
            foreach (var name in SubcommandsIn(help.Output)) waiting.Enqueue([.. command, name]);
        }
        Assert.Contains("partners agreement set", seen);
        Assert.Contains("cards import", seen);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--nonsense")]
    [InlineData("cards")]
    [InlineData("cards", "import")]
    [InlineData("cards", "import", "a.csv", "b.csv")]
    [InlineData("cards", "generate")]
    [InlineData("cards", "generate", "--count", "0")]
    [InlineData("cards", "generate", "--count", "-5")]
    [InlineData("cards", "generate", "--count", "many")]
    [InlineData("cards", "generate", "--count", "10", "--today", "tomorrow")]
    [InlineData("partners", "add", "harbor-bank")]
    [InlineData("partners", "agreement", "set", "harbor-bank", "--purposes", "SHOPPING")]
    public async Task Invalid_command_line_prints_one_line_and_exits_with_2(params string[] arguments)
    {
        var result = await Executable.RunAsync(arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(" See 'PartnerApi", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_setting_prints_one_line_with_its_name_and_creates_nothing()
    {
        using var process = Executable.StartIn(
            "Production", "cards", "import", folder.Write("registry.csv", "card_number\n"), "--data", folder.Data);
        var result = await Executable.FinishAsync(process);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("Setting Secrets:Lookup:File: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task Interrupted_command_exits_with_130_and_leaves_no_partial_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs kill -INT.");
        var file = folder["registry.csv"];
        using var process = Executable.Start("cards", "generate", "--count", "1000000000", "--output", file, "--quiet");
        await Eventually.TrueAsync(() => File.Exists(file) && new FileInfo(file).Length >= 1 << 20, process);

        await Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExitAsync(TestContext.Current.CancellationToken);
        var result = await Executable.FinishAsync(process);

        Assert.Equal((130, "Canceled."), (result.ExitCode, Assert.Single(result.ErrorLines)));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Full_disk_prints_one_line()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full.");
        var result = await Executable.RunAsync("cards", "generate", "--count", "100000", "--output", "/dev/full", "--quiet");
        Assert.Equal((1, "/dev/full: the disk is full."), (result.ExitCode, Assert.Single(result.ErrorLines)));
    }

    // The gateway reads the same, so that a command changes the database that the gateway uses.
    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("appsettings.Development.json", "appsettings.json")]
    [InlineData("Data", "appsettings.Development.json", "appsettings.json")]
    [Trait("Store", "Sqlite")]
    public async Task Setting_comes_from_a_variable_or_else_from_a_file_of_the_working_folder(string wins, params string[] others)
    {
        var start = new ProcessStartInfo("dotnet", [Executable.Assembly, "partners", "list"])
        {
            WorkingDirectory = folder.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var source in others.Append(wins))
        {
            if (source == "Data") start.Environment[source] = $"{source}.d";
            else await File.WriteAllTextAsync(Path.Combine(folder.Root, source), $$"""{"Data":"{{source}}.d"}""", TestContext.Current.CancellationToken);
        }
        var result = await Executable.FinishAsync(Process.Start(start)!);
        Assert.Contains($"there is no database in {Path.Combine(folder.Root, wins)}.d", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    private static IEnumerable<string> SubcommandsIn(string help) => help.Split('\n')
        .SkipWhile(line => line != "Commands:").Skip(1)
        .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
        .Where(line => line[2] != ' ')
        .Select(line => line.Trim().Split(' ')[0]);
}
