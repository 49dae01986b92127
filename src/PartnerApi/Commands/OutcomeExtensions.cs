using PartnerApi.Core;

namespace PartnerApi.Commands;

/// <summary>Turns the outcomes of changes into results and errors of commands.</summary>
internal static class OutcomeExtensions
{
    /// <summary>Returns the result of a change.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="text">The sentence for a rejection.</param>
    /// <exception cref="RefusedException">The change was rejected.</exception>
    public static T OrRefuse<T, TRejection>(this Outcome<T, TRejection> outcome, Func<TRejection, string> text)
        where T : notnull
        where TRejection : notnull => outcome.IsRejected ? throw new RefusedException(text(outcome.Rejection)) : outcome.Value;

    /// <summary>Returns the result of a change when it is complete.</summary>
    /// <inheritdoc cref="OrRefuse{T, TRejection}(Outcome{T, TRejection}, Func{TRejection, string})"/>
    public static async Task<T> OrRefuse<T, TRejection>(this Task<Outcome<T, TRejection>> outcome, Func<TRejection, string> text)
        where T : notnull
        where TRejection : notnull => (await outcome).OrRefuse(text);
}
