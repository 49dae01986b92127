using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Tests.GraphQL;

/// <summary>A change that only tests have: it notes the texts it is given.</summary>
[MutationFields]
internal static class ProbeMutations
{
    private static readonly List<string> Noted = [];

    /// <summary>All classes of a probing gateway that are not the program's.</summary>
    internal static IEnumerable<Type> Classes => [typeof(ProbeQueries), typeof(ProbeAnswer), typeof(ProbeMutations), typeof(NoteInput), typeof(NoteAnswer)];

    [RequiresScopes("card:validity", "card:expiry")]
    [Description("Notes a text.")]
    public static async Task<Outcome<NoteAnswer>> Note([Argument("What to note.")] NoteInput input, GatewayRequest request)
    {
        await Task.Yield();
        if (HasSession(request)) throw new InvalidOperationException("The question's session is open.");
        if (input.Text.Length == 0) return new GatewayError(ErrorCode.BadRequest, "There is no text.");
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
[Description("What to note.")]
internal sealed class NoteInput
{
    [Description("The text.")]
    public required string Text { get; init; }

    [Description("Why.")]
    public Purpose? Purpose { get; init; }

    [Description("When.")]
    public DateOnly? Day { get; init; }

    [Description("How many.")]
    public int? Count { get; init; }

    [Id]
    [Description("Which.")]
    public IReadOnlyList<string>? Ids { get; init; }
}

[SchemaType("NotePayload")]
[RequiresScopes("card:validity")]
[Description("What has been noted.")]
internal sealed class NoteAnswer(IReadOnlyList<string> texts)
{
    [Description("All of it.")]
    public IReadOnlyList<string> Texts => texts;
}
