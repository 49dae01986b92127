namespace PartnerApi.Storage.Tests;

/// <summary>On PostgreSQL, short reads reuse a session, because opening one takes the server longer than the read.</summary>
[Trait("Store", "PostgreSql")]
public sealed class PostgresReadTests : IDisposable
{
    private static readonly Query Session = new("SELECT pg_backend_pid()");

    private readonly TestStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void Reads_use_one_session() => Assert.Single(Enumerable.Range(0, 5).Select(_ => ReadSession()).Distinct());

    // As after a restart of the server. A caller that takes a failure for an unknown clock would wait a day.
    [Fact]
    public void Read_succeeds_after_its_session_ended()
    {
        var ended = ReadSession();
        Assert.Equal(1, store.Scalar($"SELECT count(*) FROM (SELECT pg_terminate_backend({ended}, 60000) AS done) AS ended WHERE done"));
        Assert.NotEqual(ended, ReadSession());
    }

    [Fact]
    public void Failed_read_does_not_leave_its_transaction_to_the_next()
    {
        var failed = ReadSession();
        Assert.Throws<InvalidOperationException>(() => store.Get<Store>().Read<int>(_ => throw new InvalidOperationException()));
        Assert.NotEqual(failed, ReadSession());
    }

    // A read can be within another, as when an expired cache is found during one.
    [Fact]
    public void Read_within_a_read_has_a_session_of_its_own()
    {
        var (outer, inner) = store.Get<Store>().Read(connection => (SessionOf(connection), ReadSession()));
        Assert.NotEqual(outer, inner);
        Assert.Contains(ReadSession(), (long[])[outer, inner]);
    }

    private long ReadSession() => store.Get<Store>().Read(SessionOf);

    private static long SessionOf(StoreConnection connection)
    {
        var statement = connection.Statement(Session);
        Assert.True(statement.Step());
        var session = statement.Int64(0);
        statement.Reset();
        return session;
    }
}
