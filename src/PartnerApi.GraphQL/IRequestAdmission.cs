using PartnerApi.Core;

namespace PartnerApi.GraphQL;

/// <summary>Admits requests: the only place that verifies tokens, finds clients, and applies agreements and request limits.</summary>
public interface IRequestAdmission
{
    /// <summary>
    /// Verifies the token, finds the client, and takes the partner's rate and one of its concurrent requests, before any of the request is read. Dispose the
    /// result when the request is answered.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be read.</exception>
    ValueTask<ICallerAdmission> AdmitAsync(HttpContext http);
}

/// <summary>A caller's admission, held while its request is answered.</summary>
public interface ICallerAdmission : IDisposable
{
    /// <summary>The error of a caller that is not admitted; null if it is admitted.</summary>
    GatewayError? Refusal { get; }

    /// <summary>The id of the caller's partner. Only of an admitted caller.</summary>
    string Partner { get; }

    /// <summary>Begins a snapshot of the store and applies the agreement. Dispose the result to end the snapshot. Only of an admitted caller.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    Task<IBegunRequest> BeginAsync(CancellationToken cancel);

    /// <summary>
    /// Applies the agreement as it was when it was last read, if the store can compare that with its state later, together with the first lookup. This saves
    /// a round trip. Call <see cref="IBegunRequest.ConfirmAsync"/> before anything leaves the gateway. Only of an admitted caller.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    Task<IBegunRequest> OpenAsync(CancellationToken cancel);
}

/// <summary>A request with its snapshot of the store.</summary>
public interface IBegunRequest : IDisposable
{
    /// <summary>The error of a request that is refused; null if it is admitted.</summary>
    GatewayError? Refusal { get; }

    /// <summary>The request; null if the client no longer exists. A refused request is still recorded.</summary>
    SchemaRequest? Request { get; }

    /// <summary>Begins the transaction, so that no thread is blocked later. Does nothing if it has begun.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    /// <exception cref="SnapshotOutdatedException">The store has changed: begin the request again.</exception>
    ValueTask BeginAsync(CancellationToken cancel);

    /// <summary>Compares the state on which the request relied with the store. Does nothing if a read has done so.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    /// <exception cref="SnapshotOutdatedException">The store has changed: begin the request again.</exception>
    ValueTask ConfirmAsync();
}

/// <summary>Records the disclosures of requests.</summary>
public interface IDisclosureRecorder
{
    /// <summary>Records all disclosures of a request. When the task completes, they are durable and the response may be sent.</summary>
    /// <exception cref="StoreUnavailableException">They are not recorded: nothing may be disclosed.</exception>
    Task RecordAsync(SchemaRequest request);
}

/// <summary>Finds the failure of a store that an exception is or was caused by; null when it is something else.</summary>
public delegate StoreUnavailableException? StoreFailureFinder(Exception? error);
