using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using PartnerApi.GraphQL.Plans;
using PartnerApi.Http;

namespace PartnerApi.GraphQL.Engine;

/// <summary>Writes the data of the engine's result.</summary>
internal static class EngineData
{
    /// <summary>The data of an executed request.</summary>
    public static ResponseData Write(ExecutionResult result, SchemaRequest request)
    {
        var data = new ResponseData();
        try
        {
            using var writer = new Utf8JsonWriter(data.Json, JsonResponse.WriterOptions);
            Write(writer, result.Data as ExecutionNode, data, request);
        }
        catch
        {
            data.Dispose();
            throw;
        }
        var fields = (result.Data as ObjectExecutionNode)?.SubFields;
        data.RootFields = fields?.Length ?? 0;
        data.NullFields = fields is null ? null : [.. fields.Where(IsNull).Select(field => field.Name!)];
        return data;
    }

    // Also if a null below it belongs to the field.
    private static bool IsNull(ExecutionNode node) => node switch
    {
        ObjectExecutionNode parent => parent.SubFields is null,
        ArrayExecutionNode list => list.SerializedResult is null && list.Items is null,
        _ => node.ToValue() is null,
    };

    private static void Write(Utf8JsonWriter writer, ExecutionNode? node, ResponseData data, SchemaRequest request)
    {
        switch (node)
        {
            case ObjectExecutionNode { SubFields: { } fields }:
                writer.WriteStartObject();
                foreach (var field in fields)
                {
                    writer.WritePropertyName(field.Name!);
                    Write(writer, field, data, request);
                }

                writer.WriteEndObject();
                break;
            case ArrayExecutionNode { SerializedResult: { } values }:
                ErrorJson.WriteValue(writer, values);
                break;
            case ArrayExecutionNode { Items: { } items }:
                writer.WriteStartArray();
                foreach (var item in items) Write(writer, item, data, request);
                writer.WriteEndArray();
                break;
            case ValueExecutionNode value:
                var serialized = value.ToValue();
                ErrorJson.WriteValue(writer, serialized);
                if (serialized is not string text || request.Deferred(text) is not { } late) break;
                writer.Flush();
                data.Defer(late);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
