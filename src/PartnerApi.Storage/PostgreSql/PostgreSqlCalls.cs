using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>Calls of Npgsql outside EF, which translate errors to <see cref="StoreUnavailableException"/>.</summary>
internal static class PostgreSqlCalls
{
    /// <summary>Runs a call. <paramref name="failed"/> gets the original error before the exception is thrown.</summary>
    /// <exception cref="StoreUnavailableException">The database is unavailable.</exception>
    public static void Guard(Action call, Action<Exception>? failed = null)
    {
        try
        {
            call();
        }
        catch (Exception error)
        {
            failed?.Invoke(error);
            if (StoreUnavailableException.Find(error, PostgreSqlTrouble.Find) is { } typed) throw typed;
            throw;
        }
    }

    /// <summary>Runs a call that returns a value.</summary>
    public static T Guard<T>(Func<T> call, Action<Exception>? failed = null)
    {
        T? result = default;
        Guard(() => { result = call(); }, failed);
        return result!;
    }
}
