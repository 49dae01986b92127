using PartnerApi.Core;
using PartnerApi.Storage.PostgreSql;
using PartnerApi.Storage.Sqlite;

namespace PartnerApi.Storage.Setup;

/// <summary>Recognizes failures of either database where no <see cref="Store"/> is at hand.</summary>
public static class StoreFailures
{
    /// <summary>The failure that an exception is or was caused by; null when it is something else, such as a violated constraint.</summary>
    public static StoreUnavailableException? Find(Exception? error) =>
        StoreUnavailableException.Find(error, cause => SqliteTrouble.Find(cause) ?? PostgreSqlTrouble.Find(cause));
}
