namespace PartnerApi.Core;

/// <summary>
/// The store has changed since the request relied on its earlier state, for example to admit the caller. Nothing was disclosed or changed, though quotas
/// may have counted some of its cards. Repeat the request on a snapshot that begins before anything is decided.
/// </summary>
public sealed class SnapshotOutdatedException() : Exception("The store has changed since the request relied on its earlier state.");
