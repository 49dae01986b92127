using PartnerApi.Core;

namespace PartnerApi.Storage.PostgreSql;

/// <summary>Calls of Npgsql outside EF: what goes wrong comes out as the one exception for it.</summary>
internal static class PostgreSqlCalls
{
    /// <summary>Calls; <paramref name="failed"/> is told of the trouble before it is thrown.</summary>
    /// <exception cref="StoreUnavailableException">The database has a trouble.</exception>
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

    /// <summary>The same, for a call that returns something.</summary>
    public static T Guard<T>(Func<T> call, Action<Exception>? failed = null)
    {
        T? result = default;
        Guard(() => { result = call(); }, failed);
        return result!;
    }
}
