using System.Buffers;
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
/// <param name="owned">What the request consists of.</param>
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

/// <summary>Bytes in a pooled array. They are cleared when they are disposed.</summary>
/// <param name="size">The maximum number of bytes.</param>
internal sealed class PooledBytes(int size) : IDisposable
{
    private byte[]? bytes = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>The array, which can be larger than requested.</summary>
    public byte[] Array => bytes ?? throw new ObjectDisposedException(nameof(PooledBytes));

    /// <summary>The number of bytes in use.</summary>
    public int Length { get; set; }

    /// <summary>The bytes in use.</summary>
    public ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (bytes is null) return;
        bytes.AsSpan(0, Length).Clear();
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = null;
    }
}
