using System.Runtime.CompilerServices;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Policy;

namespace PartnerApi.Sandbox;

/// <summary>What happens to a request that contains a rehearsal number.</summary>
internal enum Rehearsal
{
    /// <summary>The request waits before it is answered.</summary>
    Slow,

    /// <summary>The first request gets 503, and nothing happens.</summary>
    Unavailable,

    /// <summary>The first request is executed and recorded, and then gets 503 instead of its response.</summary>
    LostResponse,
}

/// <summary>
/// Rehearses failures for requests with certain card numbers. It decorates the two interfaces between the engine and the host, so that the errors are those
/// of a real failure, and the engine does not know of it. Exists only in the sandbox. Safe for concurrent use.
/// </summary>
internal sealed class Rehearsals(TimeProvider time)
{
    /// <summary>The wait of <see cref="Rehearsal.Slow"/>.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(7);

    /// <summary>After this time, the next request with a number is a first one again.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    /// <summary>The number of requests that wait at the same time. Others are answered without a wait.</summary>
    public const int MostWaiting = 32;

    // A partner has at most two entries. Further partners meet no failure until others are forgotten.
    private const int MostRemembered = 1_000;

    /// <summary>The rehearsal of each number.</summary>
    public static IReadOnlyDictionary<CardNumber, Rehearsal> Numbers { get; } = new Dictionary<CardNumber, Rehearsal>
    {
        [CardNumber.FromPayload(21)] = Rehearsal.Slow,
        [CardNumber.FromPayload(22)] = Rehearsal.Unavailable,
        [CardNumber.FromPayload(23)] = Rehearsal.LostResponse,
    };

    private readonly Dictionary<(string Partner, Rehearsal Rehearsal), DateTimeOffset> failed = [];
    private readonly ConditionalWeakTable<SchemaRequest, object> lost = [];
    private int waiting;

    /// <summary>The number of requests that wait now.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Waits like a slow gateway.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async Task WaitAsync(CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) <= MostWaiting) await Task.Delay(Wait, time, cancel);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Whether this is the partner's first request with the number, for some minutes.</summary>
    public bool IsFirst(string partner, Rehearsal rehearsal)
    {
        var now = time.GetUtcNow();
        lock (failed)
        {
            foreach (var (old, at) in failed)
            {
                if (now - at >= Memory || now < at) failed.Remove(old);
            }
            return failed.Count < MostRemembered && failed.TryAdd((partner, rehearsal), now);
        }
    }

    /// <summary>Marks a request whose response is to be lost.</summary>
    public void Lose(SchemaRequest request) => lost.TryAdd(request, failed);

    /// <summary>Fails if the response of the request is to be lost.</summary>
    /// <exception cref="StoreUnavailableException">It is.</exception>
    public void RequireNotLost(SchemaRequest request)
    {
        if (lost.Remove(request)) throw Failure(GatewayPart.Ledger);
    }

    /// <summary>A failure like that of a real part.</summary>
    public static StoreUnavailableException Failure(GatewayPart part) => new("the sandbox rehearses a failure", part: part);
}
