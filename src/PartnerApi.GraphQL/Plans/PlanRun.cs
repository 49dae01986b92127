using System.Collections;
using PartnerApi.Core;
using PartnerApi.GraphQL.Fields;

namespace PartnerApi.GraphQL.Plans;

/// <summary>
/// Executes a plan for one request, and writes the data of its response (GraphQL, section 6.4). Fields are resolved one after another, in the order of the
/// document, each with the fields below it before the next, as the engine does. A field that fails is null. If it must not be null, its parent is.
/// </summary>
/// <param name="ready">The plan and its arguments.</param>
/// <param name="request">The admitted request.</param>
/// <param name="size">The size of its response so far.</param>
/// <param name="failures">Turns the exceptions of fields into errors.</param>
/// <param name="requestId">Names the request in the log.</param>
/// <param name="cancel">Canceled when the caller disconnects.</param>
internal sealed class PlanRun(
    ReadyPlan ready, SchemaRequest request, AnswerSize size, FieldFailures failures, string requestId, CancellationToken cancel) : IFieldPosition
{
    private readonly List<FieldError> errors = [];

    // The fields and list indexes from the root to the current field.
    private Step[] path = new Step[8];
    private int depth;

    /// <summary>The written data.</summary>
    public ResponseData Data { get; } = new() { RootFields = ready.Plan.Fields.Length };

    /// <summary>The errors of the fields, in their order.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <inheritdoc/>
    public AnswerSize Size => size;

    /// <inheritdoc/>
    public IEnumerable<string> SelectedFields => path[depth - 1].Field!.Selected;

    /// <inheritdoc/>
    public void AddError(GatewayError error, int? item)
    {
        var steps = path.AsSpan(0, depth).ToArray().Select(step => (object?)step.Field?.Name ?? step.Index);
        errors.Add(new FieldError(error, [.. item is { } index ? steps.Append(index) : steps]));
    }

    /// <summary>Executes the plan, once.</summary>
    /// <exception cref="SnapshotOutdatedException">The store has changed: begin the request again.</exception>
    public async ValueTask RunAsync()
    {
        if (await WriteObjectAsync(ready.Plan.Fields, null)) return;
        Data.Truncate(0);
        Data.Json.Write("null"u8);
        Data.NullFields = null;
    }

    // Each of these returns false if the value must not be null, and is.
    private async ValueTask<bool> WriteObjectAsync(PlanField[] fields, object? source)
    {
        var complete = true;
        Data.Json.Write((byte)'{');
        for (var index = 0; index < fields.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            if (index > 0) Data.Json.Write((byte)',');
            Data.Json.Write(fields[index].NameJson);
            complete &= await WriteFieldAsync(fields[index], source);
        }
        Data.Json.Write((byte)'}');
        return complete;
    }

    // Not asynchronous itself, because most fields are scalars of an object that is there.
    private ValueTask<bool> WriteFieldAsync(PlanField field, object? source)
    {
        if (field.Declared is not { } declared)
        {
            Data.Json.Write(field.TypeNameJson);
            return new(true);
        }
        var start = Data.Json.Length;
        Push(new Step(field, 0));
        try
        {
            var arguments = field.ArgumentsIndex < 0 ? [] : ready.Arguments[field.ArgumentsIndex];
            var value = declared.Resolve(new FieldCall(source, arguments, request, field.Name.Length, cancel), this);
            if (value is Task<object?> || (value is not null && field.Type.Scalar is null)) return WriteLaterAsync(field, start, value);
            WriteScalar(field.Type, value);
            return new(End(field, start, isNull: value is null));
        }
        catch (Exception error) when (IsFailure(error))
        {
            return new(Fail(field, start, error));
        }
    }

    private async ValueTask<bool> WriteLaterAsync(PlanField field, int start, object? value)
    {
        try
        {
            if (value is Task<object?> later) value = await later;
            var complete = await WriteValueAsync(field, field.Type, value);
            return End(field, start, isNull: value is null || !complete);
        }
        catch (Exception error) when (IsFailure(error))
        {
            return Fail(field, start, error);
        }
    }

    private ValueTask<bool> WriteValueAsync(PlanField field, PlanType type, object? value)
    {
        if (value is not null && type.Item is { } item) return WriteListAsync(field, item, (IEnumerable)value);
        if (value is not null && type.Scalar is null) return WriteObjectAsync(field.Fields, value);
        WriteScalar(type, value);
        return new(true);
    }

    private async ValueTask<bool> WriteListAsync(PlanField field, PlanType type, IEnumerable items)
    {
        if (type.IsNonNull) AddMissing(items);
        var complete = true;
        var index = 0;
        Data.Json.Write((byte)'[');
        foreach (var item in items)
        {
            if (index > 0) Data.Json.Write((byte)',');
            var start = Data.Json.Length;
            Push(new Step(null, index++));
            var isWritten = await WriteItemAsync(field, type, item);
            depth--;
            if (isWritten) continue;
            complete &= !type.IsNonNull;
            WriteNull(start);
        }
        Data.Json.Write((byte)']');
        return complete;
    }

    private async ValueTask<bool> WriteItemAsync(PlanField field, PlanType type, object? item)
    {
        if (item is null && type.IsNonNull) return false;
        try
        {
            return await WriteValueAsync(field, type, item);
        }
        catch (Exception error) when (IsFailure(error))
        {
            AddError(failures.ErrorOf(error, requestId), item: null);
            return false;
        }
    }

    // Adds the errors of items that must not be null before any item is written, as the engine does. Lists can be read twice.
    private void AddMissing(IEnumerable items)
    {
        var index = 0;
        foreach (var item in items)
        {
            if (item is null) AddError(failures.ErrorOf(new InvalidOperationException("A list has a null, and must not."), requestId), index);
            index++;
        }
    }

    private bool Fail(PlanField field, int start, Exception error)
    {
        AddError(failures.ErrorOf(error, requestId), item: null);
        return End(field, start, isNull: true);
    }

    private bool End(PlanField field, int start, bool isNull)
    {
        depth--;
        if (!isNull) return true;
        WriteNull(start);
        if (depth == 0) Data.NullFields!.Add(field.Name);
        return !field.Type.IsNonNull;
    }

    private void WriteNull(int start)
    {
        Data.Truncate(start);
        Data.Json.Write("null"u8);
    }

    private void WriteScalar(PlanType type, object? value)
    {
        switch (value)
        {
            case null when type.IsNonNull:
                throw new InvalidOperationException("A field returned null, and must not.");
            case null:
                Data.Json.Write("null"u8);
                break;
            case string text:
                Data.WriteString(text, request);
                break;
            case bool flag:
                Data.Json.Write(flag ? "true"u8 : "false"u8);
                break;
            case int number:
                Data.Json.WriteNumber(number);
                break;
            case double number:
                Data.Json.WriteNumber(number);
                break;
            case DateOnly day:
                Data.Json.WriteDay(day);
                break;
            case var other when type.Names is { } names:
                Data.Json.Write(names[other]);
                break;
            default:
                Data.WriteString((string)type.Scalar!.Serialize(value)!, request);
                break;
        }
    }

    private void Push(Step step)
    {
        if (depth == path.Length) Array.Resize(ref path, depth * 2);
        path[depth++] = step;
    }

    // A canceled request has no response, and one on an outdated snapshot begins again.
    private bool IsFailure(Exception error) => error is not SnapshotOutdatedException && !(error is OperationCanceledException && cancel.IsCancellationRequested);

    /// <summary>A step of the path: a field, or an index in a list.</summary>
    private readonly record struct Step(PlanField? Field, int Index);
}
