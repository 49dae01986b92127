using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Policy;
using PartnerApi.Requests;

namespace PartnerApi.Tests.GraphQL;

/// <summary>A mutation for tests only. It stores the texts that it gets.</summary>
[MutationFields]
internal static class ProbeMutations
{
    private static readonly List<string> Noted = [];

    /// <summary>The test classes in the schema of a <see cref="ProbeGateway"/>.</summary>
    internal static IEnumerable<Type> Classes =>
    [
        typeof(ProbeQueries), typeof(ProbeAnswer), typeof(SessionQueries), typeof(StoreQueries), typeof(ProbeMutations), typeof(NoteInput), typeof(NoteAnswer),
    ];

    [RequiresScopes("card:validity", "card:expiry")]
    [Description("Stores a text.")]
    public static async Task<Outcome<NoteAnswer>> Note([Argument("The note.")] NoteInput input, GatewayRequest request)
    {
        await Task.Yield();
        if (HasSession(request)) throw new InvalidOperationException("The request's session is open.");
        if (input.Text.Length == 0) return new GatewayError(Declared.Code("BAD_REQUEST"), "The text is empty.");
        Noted.Add($"{input.Text} {input.Purpose} {input.Day:yyyy-MM-dd} {input.Count} {string.Join(',', input.Ids ?? [])}".TrimEnd());
        return new NoteAnswer([.. Noted]);
    }

    internal static void Clear() => Noted.Clear();

    internal static int Count => Noted.Count;

    private static bool HasSession(GatewayRequest request)
    {
        try
        {
            request.Session.Generation("cards");
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}

[SchemaInput("NoteInput")]
[Description("A note.")]
internal sealed class NoteInput
{
    [Description("The text.")]
    public required string Text { get; init; }

    [Description("A purpose.")]
    public Purpose? Purpose { get; init; }

    [Description("A date.")]
    public DateOnly? Day { get; init; }

    [Description("A count.")]
    public int? Count { get; init; }

    [Id]
    [Description("Some identifiers.")]
    public IReadOnlyList<string>? Ids { get; init; }
}

[SchemaType("NotePayload")]
[RequiresScopes("card:validity")]
[Description("The stored notes.")]
internal sealed class NoteAnswer(IReadOnlyList<string> texts)
{
    [Description("The texts of all notes.")]
    public IReadOnlyList<string> Texts => texts;
}
