using PartnerApi.Registry;

namespace PartnerApi.Tests.Registry;

/// <summary>An import counts the holders that may be one person, and changes nothing else about them.</summary>
public sealed class SamePersonsTests : IDisposable
{
    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void Holders_with_one_name_and_birth_date_are_counted_without_the_first()
    {
        RegistryLine[] lines =
        [
            Line(1, "José Núñez"), Line(2, "JOSE  NUNEZ"), Line(3, "Jose Nunez"), Line(4, "Jose Nunez") with { DateOfBirth = TestLines.Born.AddDays(1) },
            Line(5, "Ana Diaz"), Line(6, "Ana Díaz"), Line(7, "Ana Dias"),
        ];
        Assert.Equal(3, store.Import(lines).SamePersons);
        Assert.Equal(3, store.Import(lines).SamePersons);
        Assert.Equal(3, store.Import(TestImports.Options with { IsCheck = true }, lines).SamePersons);

        // Only holders in the file are compared.
        Assert.Equal(0, store.Import(Line(8, "Ana Diaz")).SamePersons);
    }

    [Fact]
    public void Cards_that_replace_one_another_have_one_holder()
    {
        var second = Line(2, "Ana Diaz") with { Replaces = TestLines.Number(1) };
        Assert.Equal(0, store.Import(Line(1, "Ana Diaz"), second).SamePersons);
        Assert.Equal(1, store.Import(Line(1, "Ana Diaz"), second, Line(3, "Ana Diaz")).SamePersons);
    }

    [Fact]
    public void Equal_holders_are_found_across_the_chunks_in_which_rows_are_read()
    {
        // Every person three times, in more rows than a chunk has: its size is not a multiple of three, so a person is in two chunks.
        var lines = Enumerable.Range(1, 6_000).Select(payload => Line(payload, $"Holder Number{payload % 2_000}"));
        Assert.Equal(4_000, store.Import(lines).SamePersons);
    }

    [Fact]
    public async Task Summary_names_the_number_and_no_person()
    {
        using var folder = new TemporaryFolder();
        var export = folder.Write("export.csv", Exports.Text([Line(1, "Ana Diaz"), Line(2, "Ana Diaz"), Line(3, "Luz Mora")]));
        var result = await Executable.RunAsync("cards", "import", export, "--data", folder.Data, "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(
            "\nPossible duplicates: 1 holder with the name and birth date of an earlier one, without a link between their cards.\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Diaz", result.Output, StringComparison.OrdinalIgnoreCase);
    }

    private static RegistryLine Line(long payload, string name) => TestLines.Line(payload, name: name);
}
