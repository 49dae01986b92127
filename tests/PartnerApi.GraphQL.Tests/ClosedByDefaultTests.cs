using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Http;

namespace PartnerApi.GraphQL.Tests;

/// <summary>An undeclared element stops the start, and the message names it. Each class in the list omits or misuses one declaration.</summary>
// Independent of the store, so they run on one store only.
[Trait("Store", "Sqlite")]
public sealed class ClosedByDefaultTests(SharedGateway shared)
{
    public static TheoryData<string, string> Faults => new()
    {
        { nameof(WithoutScopes), "'Query.forgotten' declares neither the scopes it requires nor that it is open to every caller" },
        { nameof(TypeWithoutScopes), "'Careless.name' declares neither the scopes it requires nor that it is open to every caller" },
        { nameof(WithoutDescription), "'Query.unexplained' has no description" },
        { nameof(TypeWithoutDescription), "'Wordless' has no description" },
        { nameof(ArgumentWithoutDescription), "the argument 'which' of 'Query.asked' has no description" },
        { nameof(NotNullable), "'Query.certain' requires a scope that its parent does not require, and must be nullable" },
        { nameof(FieldNotNullable), "'Strict.more' requires a scope that its parent does not require, and must be nullable" },
        { nameof(ReturnsStoredType), "'Query.raw' returns a Partner, which is not declared as a schema type" },
        { nameof(ReturnsInterface), "'Query.any' returns a IAnything, which is not declared as a schema type" },
        { nameof(ReturnsObject), "'Query.what' returns a Object, which is not declared as a schema type" },
        { nameof(TakesUnknownInput), "the argument 'filter' of 'Query.filtered' has the unknown type Filter" },
        { nameof(ParameterWithoutRole), "the parameter 'partnerId' of 'Query.mine' is not an argument, and there is no value for it" },
        { nameof(ArgumentWithScopes), "the argument 'internalOnly' of 'Query.wide' cannot declare scopes" },
        { nameof(OpenAndScoped), "'Undecided' is both open and scoped" },
        { nameof(ScopesOnAddingClass), "'ScopesOnAddingClass' only adds fields and cannot declare scopes" },
        { nameof(OpennessOnQueryClass), "'OpennessOnQueryClass' only adds fields and cannot declare scopes" },
        { nameof(DeclaredAgain), "'Query.viewer' is declared 2 times" },
        { nameof(ValueWithoutDescription), "'Mute.Quiet' has no description" },
        { nameof(PayloadBeyondScopes), "'Mutation.change' returns 'Payload.more', which requires a scope that the mutation does not require" },
        { nameof(MutationWithoutScopes), "'Mutation.overwrite' declares neither the scopes it requires nor that it is open to every caller" },
        { nameof(InputFieldWithoutDescription), "'Unspoken.field' has no description" },
        { nameof(InputOfUnknownType), "'Nested.row' has the type Partner, which is neither a scalar nor an enum" },
        { nameof(InputWithScopes), "'InputWithScopes' is an input type and cannot declare scopes" },
        { nameof(NoReachableField), "the audience 'bank' can reach a field of the type 'Secluded', but none of the type's fields" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Undeclared_element_stops_the_start_by_name(string fault, string message)
    {
        var added = typeof(ClosedByDefaultTests).Assembly.GetTypes().Where(type => type.Name == fault || type.Name == fault + "Answer");
        var error = await Assert.ThrowsAsync<SchemaDeclarationException>(() => RunningGateway.StartAsync(builder => builder.Services.AddSchemaClasses(added)));
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
