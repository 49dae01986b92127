namespace PartnerApi.Storage.Tests;

/// <summary>On PostgreSQL, what is read now and then uses a session again, because a new one takes the server longer than the read.</summary>
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

    private long ReadSession() => store.Get<Store>().Read(connection =>
    {
        var statement = connection.Statement(Session);
        Assert.True(statement.Step());
        var session = statement.Int64(0);
        statement.Reset();
        return session;
    });
}
