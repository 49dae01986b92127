using System.Collections;
using System.Globalization;
using System.Text.Json;
using PartnerApi.Core;

namespace PartnerApi.Http;

/// <summary>Writes errors: <c>message</c>, <c>locations</c>, <c>path</c>, and <c>extensions</c> with the code and its documented details.</summary>
public static class ErrorJson
{
    /// <summary>Writes a response that consists only of errors.</summary>
    public static void WriteAll(Utf8JsonWriter writer, IEnumerable<GatewayError> errors)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("errors");
        foreach (var error in errors) Write(writer, error, path: null);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes one error.</summary>
    public static void Write(Utf8JsonWriter writer, GatewayError error, IEnumerable<object>? path)
    {
        writer.WriteStartObject();
        writer.WriteString("message", error.Message);
        if (error.Locations.Count > 0)
        {
            writer.WriteStartArray("locations");
            foreach (var (line, column) in error.Locations)
            {
                writer.WriteStartObject();
                writer.WriteNumber("line", line);
                writer.WriteNumber("column", column);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (path is not null)
        {
            writer.WritePropertyName("path");
            WriteValue(writer, path);
        }

        writer.WriteStartObject("extensions");
        writer.WriteString("code", error.Code.Name);
        foreach (var (name, value) in error.Details ?? new Dictionary<string, object?>())
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a scalar or a list of them.</summary>
    public static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items) WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
