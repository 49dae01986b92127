using System.Text.Json;
using GraphQL;
using PartnerApi.GraphQL.Documents;

namespace PartnerApi.GraphQL.Engine;

/// <summary>
/// A GraphQL request from HTTP (GraphQL over HTTP, section 5). Its parts are read from the bytes of the request, which can contain card numbers and are
/// cleared when it is disposed.
/// </summary>
/// <param name="query">The document's text in UTF-8.</param>
/// <param name="operationName">The name of the operation to execute.</param>
/// <param name="variables">The values of its variables: an object or null.</param>
/// <param name="owned">The documents and buffers to dispose with it.</param>
internal sealed class RequestMessage(ReadOnlyMemory<byte> query, string? operationName, JsonElement? variables, params IDisposable?[] owned) : IDisposable
{
    /// <summary>The document's text in UTF-8.</summary>
    public ReadOnlyMemory<byte> Query => query;

    /// <summary>The name of the operation to execute.</summary>
    public string? OperationName => operationName;

    /// <summary>The values of its variables: an object or null.</summary>
    public JsonElement? Variables => variables;

    /// <summary>The values of its variables, as the engine expects them.</summary>
    public Inputs ReadVariables() => JsonValues.Inputs(variables);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in owned) one?.Dispose();
    }
}
