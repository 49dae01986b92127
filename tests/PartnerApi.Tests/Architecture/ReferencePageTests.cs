using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Hosting;
using PartnerApi.Http;
using PartnerApi.Partners;

namespace PartnerApi.Tests.Architecture;

/// <summary>The tables of addresses and limits match the program.</summary>
public sealed class ReferencePageTests(SharedGateway shared)
{
    private const string Addresses = "integrate/addresses.md";
    private const string Limits = "integrate/limits.md";

    // Limits of these sections of the configuration without an error of their own.
    private static readonly string[] Silent = ["Limits:Errors", "Limits:PreparedDocuments"];

    private IEnumerable<(string Address, string Methods, string Who)> Endpoints => shared.Gateway.Services
        .GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct()
        .Select(endpoint => (
            "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
            string.Join(", ", endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(method => method != "HEAD").Order(StringComparer.Ordinal)),
            endpoint.Metadata.GetMetadata<EndpointRule>()!.Who));

    [Fact]
    public void Address_table_lists_every_endpoint_with_its_methods_and_callers()
    {
        var groups = MarkedTable.Rows(Addresses, "pages").Select(row => (Addresses: MarkedTable.Quoted(row[0]).ToList(), Methods: row[1], Who: row[2])).ToList();
        Assert.Equal(
            Endpoints.Where(endpoint => groups.All(group => group.Who != endpoint.Who)).Order(),
            MarkedTable.Rows(Addresses, "addresses").Select(row => (MarkedTable.Quoted(row[0]).Single(), row[1], row[2])).Order());
        Repository.Holds(Endpoints.Where(endpoint => groups.Find(group => group.Who == endpoint.Who) is { Addresses: { } listed } group
                && (group.Methods != endpoint.Methods || !listed.Any(address => IsIn(address, endpoint.Address))))
            .Select(endpoint => $"{endpoint.Methods} {endpoint.Address}"));
        Repository.Holds(groups.SelectMany(group => group.Addresses).Where(address => !Endpoints.Any(endpoint => IsIn(address, endpoint.Address))));
    }

    [Theory]
    [InlineData("quotas", "Quotas")]
    [InlineData("document limits", "Limits")]
    [InlineData("attempts", "Attempts")]
    public void Limit_table_lists_every_setting_of_a_section_with_its_default(string table, string section) => Assert.Equal(
        Defaults(section).Order(StringComparer.Ordinal),
        MarkedTable.Rows(Limits, table).Select(row => $"{MarkedTable.Quoted(row[2]).Single()} = {Number(row[1])}").Order(StringComparer.Ordinal));

    [Fact]
    public void Limits_that_an_agreement_can_set_are_marked() => Assert.Equal(
        AgreementLimit.All.Select(limit => $"Quotas:{limit.Name}").Order(StringComparer.Ordinal),
        MarkedTable.Rows(Limits, "quotas").Where(row => row[0].Contains('*', StringComparison.Ordinal)).Select(row => MarkedTable.Quoted(row[2]).Single()).Order(StringComparer.Ordinal));

    [Fact]
    public void Document_limit_names_the_limit_of_its_error() => Repository.Holds(
        from row in MarkedTable.Rows(Limits, "document limits")
        let setting = MarkedTable.Quoted(row[2]).Single()
        let name = setting["Limits:".Length..]
        where !Silent.Contains(setting) && !row[3].StartsWith($"`LIMIT_EXCEEDED` (`{char.ToLowerInvariant(name[0])}{name[1..]}`)", StringComparison.Ordinal)
        select setting);

    [Fact]
    public void Field_limit_table_lists_every_limit_of_an_error() => Assert.Equal(
        Declared.Values<GatewayError>().Where(error => error.Code == ErrorCode.LimitExceeded).Select(error => $"{error.Details!["limit"]} = {error.Details["most"]}")
            .Distinct().Order(StringComparer.Ordinal),
        MarkedTable.Rows(Limits, "field limits").Select(row => $"{MarkedTable.Quoted(row[0]).Single()} = {Number(row[1])}").Order(StringComparer.Ordinal));

    [Fact]
    public void Selection_table_lists_every_bounded_field()
    {
        var bounded = ProgramAssemblies.Types.SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(member => member.IsDefined(typeof(MostPerRequestAttribute)))
            .Select(member => $"{char.ToLowerInvariant(member.Name[0])}{member.Name[1..]} = {member.GetCustomAttribute<MostPerRequestAttribute>()!.Most}");
        Assert.Equal(
            bounded.Order(StringComparer.Ordinal),
            MarkedTable.Rows(Limits, "selections").SelectMany(row => MarkedTable.Quoted(row[0]).Select(field => $"{field} = {row[1]}")).Order(StringComparer.Ordinal));
    }

    // "/schema/…" means all addresses below /schema/, and for /schema/ itself.
    private static bool IsIn(string listed, string address) =>
        listed.EndsWith('…') ? address.StartsWith(listed[..^1], StringComparison.Ordinal) : listed == address;

    // A cell like "5,000 cards".
    private static string Number(string cell) => cell.Split(' ')[0].Replace(",", "", StringComparison.Ordinal);

    private static IEnumerable<string> Defaults(string section)
    {
        var type = ProgramAssemblies.Types.Single(type => type.GetCustomAttribute<SettingsSectionAttribute>()?.Section == section);
        var defaults = Activator.CreateInstance(type, nonPublic: true);
        return type.GetProperties().Where(property => property.CanWrite)
            .Select(property => $"{section}:{property.Name} = {Convert.ToString(property.GetValue(defaults), CultureInfo.InvariantCulture)}");
    }
}
