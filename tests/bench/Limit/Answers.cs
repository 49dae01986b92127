using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Bench.Limit;

/// <summary>Looks up cards in one read session for each request, as the gateway does.</summary>
internal sealed class Answers(ReadSessions sessions, CardReader reader, CityClock clock)
{
    /// <summary>The response to <c>card</c>, or to <c>cards</c> if there are several numbers.</summary>
    public Response To(Variables variables)
    {
        var today = clock.Today;
        using var session = sessions.Begin();
        return variables.Numbers is { } numbers
            ? new Response(new Data(null, Array.ConvertAll(numbers, number => Look(session, number, today))))
            : new Response(new Data(Look(session, variables.Number, today), null));
    }

    private CardAnswer? Look(ReadSession session, string? text, DateOnly today)
    {
        if (!CardNumber.TryParse(text, out var number)) return null;
        var terms = reader.Read(session, number).Terms;
        return Validity.IsValid(terms, today) ? new CardAnswer(true, terms.ExpiresOn) : new CardAnswer(false, null);
    }
}
