using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Contract;
using PartnerApi.GraphQL;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.Http;
using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.GraphQL;

/// <summary>An undeclared element stops the start, and the message names it. Each class in the list omits or misuses one declaration.</summary>
public sealed class ClosedByDefaultTests(SharedGateway shared)
{
    public static TheoryData<string, string> Faults => new()
    {
        { nameof(WithoutScopes), "'Query.forgotten' declares neither the scopes it requires nor that it is open to every caller" },
        { nameof(TypeWithoutScopes), "'Careless.name' declares neither the scopes it requires nor that it is open to every caller" },
        { nameof(WithoutDescription), "'Query.unexplained' has no description" },
        { nameof(TypeWithoutDescription), "'Wordless' has no description" },
        { nameof(ArgumentWithoutDescription), "the argument 'which' of 'Query.asked' has no description" },
        { nameof(NotNullable), "'Query.certain' needs a scope beyond its parent's and must be nullable" },
        { nameof(FieldNotNullable), "'Strict.more' needs a scope beyond its parent's and must be nullable" },
        { nameof(ReturnsStoredType), "'Query.raw' gives a Partner, which was not written for going out" },
        { nameof(ReturnsInterface), "'Query.any' gives a IAnything, which was not written for going out" },
        { nameof(ReturnsObject), "'Query.what' gives a Object, which was not written for going out" },
        { nameof(TakesUnknownInput), "the argument 'filter' of 'Query.filtered' is of the unknown type Filter" },
        { nameof(ParameterWithoutRole), "the parameter 'partnerId' of 'Query.mine' is no argument and nothing fills it" },
        { nameof(ArgumentWithScopes), "the argument 'internalOnly' of 'Query.wide' has scopes of its own" },
        { nameof(OpenAndScoped), "'Undecided' is both open and scoped" },
        { nameof(ScopesOnAddingClass), "'ScopesOnAddingClass' only adds fields: each of them declares its own scopes, the class none" },
        { nameof(OpennessOnQueryClass), "'OpennessOnQueryClass' only adds fields: each of them declares its own scopes, the class none" },
        { nameof(DeclaredAgain), "'Query.viewer' is declared 2 times" },
        { nameof(ValueWithoutDescription), "'Mute.Quiet' has no description" },
        { nameof(PayloadBeyondScopes), "'Mutation.change' gives 'Payload.more', which requires a scope beyond the mutation's own" },
        { nameof(MutationWithoutScopes), "'Mutation.overwrite' declares neither the scopes it requires nor that it is open to every caller" },
        { nameof(InputFieldWithoutDescription), "'Unspoken.field' has no description" },
        { nameof(InputOfUnknownType), "'Nested.row' takes a Partner, which is neither a scalar nor an enum" },
        { nameof(InputWithScopes), "'InputWithScopes' comes in: it is covered by the scopes of the field that takes it" },
        { nameof(NoReachableField), "the audience 'bank' reaches a field that gives 'Secluded', and none of its fields" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Undeclared_element_stops_the_start_by_name(string fault, string message)
    {
        var added = typeof(ClosedByDefaultTests).Assembly.GetTypes().Where(type => type.Name == fault || type.Name == fault + "Answer");
        var error = await Assert.ThrowsAsync<SchemaDeclarationException>(() => RunningGateway.StartAsync(builder =>
            builder.Services.AddSingleton(new SchemaClasses([.. SchemaDeclaration.ClassesOf(typeof(Gateway).Assembly), .. added]))));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_without_a_rule_stops_the_start_by_name()
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var app = builder.Build();
        app.MapGet("/ruled", () => "").WithMetadata(new EndpointRule("everybody"));
        EndpointRule.Require(app);
        app.MapGet("/forgotten", () => "");
        var error = Assert.Throws<InvalidOperationException>(() => EndpointRule.Require(app));
        Assert.Contains("/forgotten", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_endpoint_of_the_gateway_has_a_rule()
    {
        var endpoints = shared.Gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<EndpointRule>()));
    }
}
