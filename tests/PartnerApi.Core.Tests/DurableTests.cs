using System.Text.RegularExpressions;

namespace PartnerApi.Core.Tests;

/// <summary>Code that creates, renames, or deletes a file flushes the folder, or states why the change need not survive a crash.</summary>
public sealed partial class DurableTests
{
    private const string Reason = "// Need not survive a crash: ";

    // Programs of readers, which are not part of the gateway.
    private const string Samples = "src/PartnerApi/Site/Content/";

    [Fact]
    public void Member_that_changes_a_folder_flushes_it_or_gives_a_reason() => Repository.Holds(
        from file in Repository.Sources("src")
        where !file.StartsWith(Samples, StringComparison.Ordinal)
        from member in Members(Repository.Read(file))
        where Changes().IsMatch(member) && !Flushes(member)
        select $"{file}: {Changes().Match(member).Value}");

    [Theory]
    [InlineData("    void Do()\n    {\n        File.Move(draft, file);\n    }", false)]
    [InlineData("    void Do()\n    {\n        File.Move(draft, file);\n        DurableFiles.FlushFolder(folder);\n    }", true)]
    [InlineData("    void Do()\n    {\n        File.Delete(file);\n    }\n\n    void Other() => FlushFolder(folder);", false)]
    [InlineData("    void Do()\n    {\n        // Need not survive a crash: it is a lock.\n        new FileStream(file, FileMode.OpenOrCreate);\n    }", true)]
    [InlineData("    void Do() => new FileStreamOptions { Mode = FileMode.CreateNew };", false)]
    [InlineData("    void Do() => Directory.CreateDirectory(folder);", false)]
    [InlineData("    void Do() => DurableFiles.Delete(file);", true)]
    [InlineData("    void Do() => PrivateFile.Open(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);", false)]
    [InlineData("    void Do() => File.OpenHandle(file, FileMode.Open);", true)]
    public void Search_finds_members_that_do_not_flush(string source, bool holds) =>
        Assert.Equal(holds, Members(source).All(member => !Changes().IsMatch(member) || Flushes(member)));

    private static bool Flushes(string member) => member.Contains("FlushFolder(", StringComparison.Ordinal) || member.Contains(Reason, StringComparison.Ordinal);

    // In formatted code, a member and its braces begin in the fifth column.
    private static string[] Members(string source) => Begins().Split(source.ReplaceLineEndings("\n"));

    [GeneratedRegex(@"^(?= {4}[^\s{}/\[])", RegexOptions.Multiline)]
    private static partial Regex Begins();

    [GeneratedRegex(@"(?<!\w)File\.(Move|Replace|Delete|Create|Copy|WriteAll\w+|AppendAll\w+)\(|(?<!\w)Directory\.(CreateDirectory|Delete|Move)\("
        + @"|Mode = FileMode\.(Create|OpenOrCreate|Append)|(new FileStream|PrivateFile\.Open)\([^;]*FileMode\.(Create|OpenOrCreate|Append)")]
    private static partial Regex Changes();
}
