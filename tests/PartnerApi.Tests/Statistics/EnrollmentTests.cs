using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Identity;
using PartnerApi.Identity.Keys;
using PartnerApi.Partners;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Statistics;

/// <summary>Enrollment queries: equivalent queries always return the same released counts.</summary>
public sealed class EnrollmentTests(EnrollmentTests.Fixture fixture) : IClassFixture<EnrollmentTests.Fixture>
{
    private const int Months = 4;

    private RunningGateway Gateway => fixture.Gateway;

    [Theory]
    [InlineData("[BOROUGH, MONTH]")]
    [InlineData("[MONTH, BOROUGH, MONTH]")]
    [InlineData("[MONTH, BOROUGH], from: \"2024-01\"")]
    [InlineData("[MONTH, BOROUGH], to: \"2024-04\", event: null")]
    public async Task Equivalent_queries_return_the_same_cells(string arguments)
    {
        var plain = await Gateway.CellsAsync("[MONTH, BOROUGH], from: \"2024-01\", to: \"2024-04\"");
        Assert.Equal(Months * 5, plain.GetArrayLength());
        Assert.Equal(plain.GetRawText(), (await Gateway.CellsAsync(arguments)).GetRawText());
        Assert.Equal(plain.GetRawText(), (await Gateway.CellsAsync(arguments)).GetRawText());
    }

    [Fact]
    public async Task Every_table_is_the_sum_of_its_parts()
    {
        // For one month and for a year, whose counts are made whole once.
        foreach (var range in (string[])["to: \"2024-01\"", "to: \"2024-04\""])
        {
            var sums = new List<long>();
            foreach (var by in (string[])["", "BOROUGH", "AGE_BAND", "BOROUGH, AGE_BAND"])
            {
                var sum = 0L;
                foreach (var kind in (string[])["ISSUED", "RENEWED"]) sum += (await Gateway.CellsAsync($"[{by}], event: {kind}, {range}")).EnumerateArray().Sum(Count);
                sums.Add(sum);
                sums.Add((await Gateway.CellsAsync($"[{by}], {range}")).EnumerateArray().Sum(Count));
            }
            Assert.Single(sums.Distinct());
        }
    }

    [Fact]
    public async Task Estimate_of_a_sum_is_the_sum_of_the_estimates()
    {
        var whole = Estimate((await Gateway.CellsAsync("[]"))[0]);
        foreach (var by in (string[])["MONTH", "BOROUGH", "AGE_BAND", "MONTH, BOROUGH, AGE_BAND"])
            Assert.Equal(whole, (await Gateway.CellsAsync($"[{by}]")).EnumerateArray().Sum(Estimate), 0.2);
        Assert.Equal(whole, Count((await Gateway.CellsAsync("[]"))[0]), 0.51);

        static double Estimate(JsonElement cell) => cell.GetProperty("estimate").GetDouble();
    }

    [Fact]
    public async Task Difference_of_nested_queries_equals_the_published_cell()
    {
        // Leaving one borough or band out of a sum reveals only its published cell, including the noise.
        var whole = Count((await Gateway.CellsAsync("[]"))[0]);
        var boroughs = (await Gateway.CellsAsync("[BOROUGH]")).EnumerateArray().Select(Count).ToList();
        var bands = (await Gateway.CellsAsync("[AGE_BAND]")).EnumerateArray().Select(Count).ToList();
        Assert.All(boroughs, count => Assert.Equal(count, whole - (boroughs.Sum() - count)));
        Assert.All(bands, count => Assert.Equal(count, whole - (bands.Sum() - count)));
    }

    [Fact]
    public async Task Counts_are_within_their_margins_of_the_true_counts()
    {
        var cells = (await Gateway.CellsAsync("[MONTH, BOROUGH, AGE_BAND]")).EnumerateArray().ToList();
        Assert.Equal(Months * 40, cells.Count);

        // 160 cells at 95 %: the chance that fewer than 70 % are within their margin is below one in a million.
        const long exact = 2 * Fixture.Count;
        Assert.InRange(cells.Count(cell => Math.Abs(cell.GetProperty("estimate").GetDouble() - exact) <= cell.GetProperty("marginOfError").GetInt32()), 112, 160);
        Assert.InRange(cells.Count(cell => cell.GetProperty("low").GetInt32() <= exact && exact <= cell.GetProperty("high").GetInt32()), 112, 160);
        Assert.All(cells, cell => Assert.Equal(JsonValueKind.Null, cell.GetProperty("note").ValueKind));
    }

    [Fact]
    public async Task Sum_over_months_has_its_own_margin()
    {
        var month = (await Gateway.CellsAsync("[MONTH], to: \"2024-01\""))[0].GetProperty("marginOfError").GetInt32();
        var sum = (await Gateway.CellsAsync("[]"))[0].GetProperty("marginOfError").GetInt32();
        Assert.InRange(sum, month, month * Months);
        Assert.InRange(sum, month * 1.5, month * 2.6);
    }

    [Fact]
    public async Task Too_imprecise_figure_is_null_with_a_note_and_its_margin()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(3)));
        await gateway.ReleaseAsync(1);
        var answer = await gateway.QueryAsync(
            Analyst.Client,
            "{ enrollment(by: [BOROUGH, AGE_BAND]) { cells { count estimate low high marginOfError note } } city: enrollment(by: []) { cells { count } } }");
        var cells = answer.Data("enrollment", "cells").EnumerateArray().ToList();
        Assert.Equal(40, cells.Count);
        Assert.All(cells, cell =>
        {
            foreach (var figure in (string[])["count", "estimate", "low", "high"]) Assert.Equal(JsonValueKind.Null, cell.GetProperty(figure).ValueKind);
            Assert.Equal("TOO_IMPRECISE", cell.GetProperty("note").GetString());
            Assert.True(cell.GetProperty("marginOfError").GetInt32() > 0);
        });
        Assert.Equal(JsonValueKind.Number, answer.Data("city", "cells", 0, "count").ValueKind);

        // The file has no count of them either, but their estimates.
        var (_, _, text) = await FileAsync(gateway, $"/statistics/releases/{Analyst.First}.csv", await gateway.TokenAsync(Analyst.Client));
        var rows = text.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(270 - 5, rows.Count(row => row[5] == "no" && row[6].Length == 0 && row[7].Length > 0 && row[9].Length > 0));
        Assert.Equal(5, rows.Count(row => row[5] == "yes" && row[6].Length > 0));
    }

    [Theory]
    [InlineData("[MONTH], to: \"2024-05\"", "NOT_YET_RELEASED")]
    [InlineData("[MONTH], from: \"2024-05\", to: \"2024-05\"", "NOT_YET_RELEASED")]
    [InlineData("[MONTH], from: \"2024-03\", to: \"2024-02\"", "RANGE_INVALID")]
    [InlineData("[MONTH], from: \"2023-12\"", "RANGE_INVALID")]
    [InlineData("[MONTH], from: \"2024-13\"", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("[MONTH], from: \"2024-1\"", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("[MONTH], from: 202401", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("[DISTRICT]", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("null", "GRAPHQL_VALIDATION_FAILED")]
    public async Task Invalid_range_is_a_typed_error(string arguments, string code)
    {
        var answer = await Gateway.QueryAsync(Analyst.Client, $"{{ enrollment(by: {arguments}) {{ cells {{ count }} }} }}");
        Assert.Equal([code], answer.Codes);
    }

    [Fact]
    public async Task Query_before_the_first_release_fails()
    {
        await using var gateway = await Analyst.StartAsync();
        var answer = await gateway.QueryAsync(Analyst.Client, "{ enrollment(by: []) { cells { count } } releases { month } }");
        Assert.Equal(["NOT_YET_RELEASED"], answer.Codes);
        Assert.Equal(0, answer.Data("releases").GetArrayLength());
        await using var none = await Analyst.StartWithoutReleaseAsync();
        Assert.Equal("""{"data":{"openingRelease":null}}""", (await none.QueryAsync(Analyst.Client, "{ openingRelease { month } }")).Body);
    }

    [Fact]
    public async Task Preview_computes_the_accuracy_without_counts()
    {
        var preview = await PreviewAsync("[MONTH, BOROUGH, AGE_BAND], from: \"2024-01\", to: \"2024-04\"");
        Assert.Equal(Months * 40, preview.GetProperty("cells").GetInt32());
        Assert.All(
            (await Gateway.CellsAsync("[MONTH, BOROUGH, AGE_BAND]")).EnumerateArray(),
            cell => Assert.Equal(preview.GetProperty("marginOfError").GetInt32(), cell.GetProperty("marginOfError").GetInt32()));
        var margin = preview.GetProperty("marginOfError").GetInt32();
        Assert.InRange(preview.GetProperty("smallestCount").GetInt32(), (2 * margin) - 1, 2 * margin);
        Assert.Equal(0, (await PreviewAsync("[MONTH]")).GetProperty("smallestCount").GetInt32());

        // The range may include future months.
        var future = await PreviewAsync("[BOROUGH], from: \"2030-01\", to: \"2030-12\"");
        Assert.Equal(5, future.GetProperty("cells").GetInt32());
        var tooLong = await Gateway.QueryAsync(Analyst.Client, "{ enrollmentPreview(by: [], from: \"2024-01\", to: \"9999-12\") { cells } }");
        Assert.Equal(["LIMIT_EXCEEDED"], tooLong.Codes);
    }

    [Fact]
    public async Task Release_states_its_epsilon()
    {
        var answer = await Gateway.QueryAsync(
            Analyst.Client, "{ releases { month publishedOn epsilonMillionths lifetimeEpsilonMillionths budgetLeftMillionths mechanism } }");
        var releases = answer.Data("releases").EnumerateArray().ToList();
        Assert.Equal(["2024-01", "2024-02", "2024-03", "2024-04"], releases.Select(release => release.GetProperty("month").GetString()));
        Assert.All(releases, release =>
        {
            Assert.Equal(EpsilonSplit.DefaultMillionths, release.GetProperty("epsilonMillionths").GetInt32());
            Assert.Equal(4 * EpsilonSplit.DefaultMillionths, release.GetProperty("lifetimeEpsilonMillionths").GetInt32());
            Assert.Equal(0, release.GetProperty("budgetLeftMillionths").GetInt32());
        });
    }

    [Fact]
    public async Task Release_file_has_every_cell_and_matches_the_queries()
    {
        var (status, text) = await FileAsync("/statistics/releases/2024-02.csv", await Gateway.TokenAsync(Analyst.Client));
        Assert.Equal(HttpStatusCode.OK, status);
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal(1 + 162 + 54 + 54, lines.Length);
        Assert.All(lines, line => Assert.Equal(DataDictionary.Columns.Count, line.Split(',').Length));
        Assert.Equal(270, lines.Skip(1).Select(line => string.Join(',', line.Split(',')[2..5])).Distinct().Count());
        var queens = (await Gateway.CellsAsync("[BOROUGH], from: \"2024-02\", to: \"2024-02\""))[3];
        var row = lines.Single(line => line.StartsWith("2024-02,", StringComparison.Ordinal) && line.Contains(",QUEENS,ALL,ALL,", StringComparison.Ordinal)).Split(',');
        Assert.Equal("yes", row[5]);
        Assert.Equal(((string[])["count", "estimate", "marginOfError", "low", "high"]).Select(name => queens.GetProperty(name).GetRawText()), row[6..11]);

        // The table by borough is not measured; that of the city is.
        Assert.Equal(("", "0"), (row[12], row[13]));
        Assert.Equal($"{EpsilonSplit.Default[GridDimensions.None]}", lines[1].Split(',')[13]);
    }

    [Fact]
    public async Task Data_dictionary_describes_every_column()
    {
        var (status, text) = await FileAsync("/statistics/data-dictionary.csv", await Gateway.TokenAsync(Analyst.Client));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All(ReleaseCsv.Header.Split(','), column => Assert.Contains($"\n{column},", text, StringComparison.Ordinal));
        Assert.Contains("discrete Laplace", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/statistics/releases/2024-05.csv", HttpStatusCode.NotFound, "NOT_YET_RELEASED")]
    [InlineData("/statistics/releases/2024-02", HttpStatusCode.NotFound, "NOT_YET_RELEASED")]
    [InlineData("/statistics/releases/..%2f.csv", HttpStatusCode.NotFound, "NOT_YET_RELEASED")]
    public async Task Unknown_release_file_is_a_typed_error(string path, HttpStatusCode expected, string code)
    {
        var (status, text) = await FileAsync(path, await Gateway.TokenAsync(Analyst.Client));
        Assert.Equal(expected, status);
        Assert.Equal(code, Code(text));
    }

    [Fact]
    public async Task Release_files_exist_only_for_analysts()
    {
        foreach (var path in (string[])["/statistics/releases/2024-02.csv", "/statistics/releases/2099-01.csv", "/statistics/releases.csv", "/statistics/releases.parquet", "/statistics/data-dictionary.csv"])
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), Coded(await FileAsync(path, token: null)));
            foreach (var client in (string[])["harbor-bank", "privacy-officer"])
                Assert.Equal((HttpStatusCode.NotFound, ""), await FileAsync(path, await Gateway.TokenAsync(client)));
        }

        static (HttpStatusCode Status, string? Code) Coded((HttpStatusCode Status, string Text) answer) => (answer.Status, Code(answer.Text));
    }

    // The setting may have changed since, but the releases keep their first month.
    [Fact]
    public async Task Months_before_the_first_release_are_out_of_range_for_any_setting()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.CountAsync((Analyst.First, Analyst.Even(7)));
        await gateway.ReleaseAsync(1);
        await using var later = await gateway.StartBesideAsync(("Statistics:FirstMonth", "2023-01"));
        foreach (var query in (string[])["enrollment(by: [MONTH], from: \"2023-12\") { cells { count } }", "enrollmentPreview(by: [MONTH], from: \"2023-12\") { marginOfError }"])
            Assert.Equal(["RANGE_INVALID"], (await later.QueryAsync(Analyst.Client, $"{{ {query} }}")).Codes);
    }

    [Fact]
    public async Task One_file_has_the_rows_of_all_releases()
    {
        var token = await Gateway.TokenAsync(Analyst.Client);
        var (status, text) = await FileAsync("/statistics/releases.csv", token);
        Assert.Equal(HttpStatusCode.OK, status);
        var months = new List<string>();
        foreach (var month in Enumerable.Range(0, Months).Select(index => new Month(Analyst.First.Index + index)))
            months.Add((await FileAsync($"/statistics/releases/{month}.csv", token)).Text);
        var header = months[0][..(months[0].IndexOf('\n', StringComparison.Ordinal) + 1)];
        var ofMonths = string.Concat(months.Select(month => month[header.Length..]));
        Assert.StartsWith(header, text, StringComparison.Ordinal);
        Assert.EndsWith(ofMonths, text, StringComparison.Ordinal);

        // Between them are the cards in force before the first month.
        var beginning = text[header.Length..^ofMonths.Length];
        Assert.Equal(header + beginning, (await FileAsync("/statistics/releases/2023-12.csv", token)).Text);
        var opening = beginning.TrimEnd('\n').Split('\n');
        Assert.Equal(54, opening.Length);
        Assert.All(opening, row => Assert.Matches("^2023-12,[^,]+,[A-Z_]+,[A-Z_0-9]+,IN_FORCE,", row));
        Assert.Equal((Months * 270) + 54 + 1, text.Count(character => character == '\n'));

        await using var empty = await Analyst.StartAsync();
        var (none, _, error) = await FileAsync(empty, "/statistics/releases.csv", await empty.TokenAsync(Analyst.Client));
        Assert.Equal((HttpStatusCode.NotFound, "NOT_YET_RELEASED"), (none, Code(error)));
    }

    [Fact]
    public async Task Files_need_a_token_with_the_scope()
    {
        var key = Gateway.Services.GetRequiredService<IssuerKeys>().Signing;
        var forge = new TokenForger(key.ECDsa, key.KeyId, Gateway.Services.GetRequiredService<TokenSettings>().Issuer);
        foreach (var path in (string[])["/statistics/releases/2024-02.csv", "/statistics/releases.csv", "/statistics/releases.parquet", "/statistics/data-dictionary.csv"])
        {
            Assert.Equal(HttpStatusCode.OK, (await FileAsync(path, Token(EnrollmentQueries.Scope))).Status);
            var (status, text) = await FileAsync(path, Token("card:validity"));
            Assert.Equal((HttpStatusCode.Forbidden, "FORBIDDEN"), (status, Code(text)));
        }

        string Token(string scope) => forge.WithClaims(claims =>
        {
            claims["sub"] = Analyst.Client;
            claims["client_id"] = Analyst.Client;
            claims["scope"] = scope;
        });
    }

    [Fact]
    public async Task Release_files_are_not_available_after_the_agreement_ends()
    {
        await using var gateway = await Analyst.StartAsync();
        var token = await gateway.TokenAsync(Analyst.Client);
        await gateway.Services.GetRequiredService<GatewayWriter>().WriteAsync(
            context =>
            {
                context.Set<Partner>().Single(partner => partner.Id == Analyst.Client).Status = PartnerStatus.Suspended;
                context.RaiseDirectory();
            },
            TestContext.Current.CancellationToken);
        var (status, headers, text) = await FileAsync(gateway, "/statistics/data-dictionary.csv", token);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("AGREEMENT_NOT_ACTIVE", Code(text));
        Assert.Contains("no-store", headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_analysts_have_the_enrollment_fields()
    {
        foreach (var client in (string[])["harbor-bank", "river-museum", "city-library", "card-registrar", "privacy-officer"])
        {
            var answer = await Gateway.QueryAsync(client, "{ enrollment(by: []) { cells { count } } }");
            Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], answer.Codes);
        }
    }

    private static long Count(JsonElement cell) => cell.GetProperty("count").GetInt64();

    private async Task<JsonElement> PreviewAsync(string arguments)
    {
        var answer = await Gateway.QueryAsync(Analyst.Client, $"{{ enrollmentPreview(by: {arguments}) {{ cells marginOfError smallestCount }} }}");
        Assert.Empty(answer.Codes);
        return answer.Data("enrollmentPreview");
    }

    private async Task<(HttpStatusCode Status, string Text)> FileAsync(string path, string? token)
    {
        var (status, headers, text) = await FileAsync(Gateway, path, token);
        Assert.Equal(text.Length > 0, headers.Contains("no-store", StringComparison.Ordinal));
        Assert.Equal(status == HttpStatusCode.Unauthorized, headers.Contains("WWW-Authenticate: Bearer", StringComparison.Ordinal));
        return (status, text);
    }

    private static async Task<(HttpStatusCode Status, string Headers, string Text)> FileAsync(RunningGateway gateway, string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Headers.ToString(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string? Code(string text) =>
        JsonDocument.Parse(text).RootElement.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();

    /// <summary>A gateway with four released months with equal counts in all cells.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal const long Count = 6000;

        public RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Gateway = await Analyst.StartAsync();
            await Gateway.CountAsync([.. Enumerable.Range(0, Months).Select(index => (new Month(Analyst.First.Index + index), Analyst.Even(Count)))]);
            await Gateway.ReleaseAsync(Months);
        }

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }
}
