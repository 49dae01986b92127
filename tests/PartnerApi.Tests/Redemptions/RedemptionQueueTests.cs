using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Core;
using PartnerApi.Redemptions;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Redemptions;

/// <summary>The effect of a failed batch on the changes queued behind it.</summary>
public sealed class RedemptionQueueTests
{
    private static readonly RecordedRedemption Recorded = new(RedemptionDecision.Redeemed, null);

    [Fact(Timeout = 60_000)]
    public async Task Failed_batch_does_not_block_the_changes_behind_it()
    {
        using var store = new LosingStore();
        using var writer = new GatewayWriter(store, NullLogger<GatewayWriter>.Instance);
        var queue = new RedemptionQueue(writer);

        // The first change is held until the others form the next batch, whose transaction the store loses.
        var first = queue.RunAsync(_ => Recorded);
        store.Entered.Wait(TestContext.Current.CancellationToken);
        var others = Enumerable.Range(0, 3).Select(_ => queue.RunAsync(_ => Recorded)).ToList();
        store.Go.Set();
        await Task.WhenAll([first, .. others]);
        Assert.Same(Recorded, await queue.RunAsync(_ => Recorded));
    }

    private sealed class LosingStore : Store, IDisposable
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Go { get; } = new();

        public int Commits { get; set; }

        public override string Setting => "Test";

        public override IReadOnlyList<string> KnownMigrations => throw new NotSupportedException();

        public override IReadOnlyList<string> AppliedMigrations() => throw new NotSupportedException();

        public override StoreConnection OpenWrite() => new LosingConnection(this);

        public override T Write<T>(Func<GatewayDbContext, T> change) => throw new NotSupportedException();

        public override GatewayDbContext CreateContext() => throw new NotSupportedException();

        public override StoreConnection OpenRead() => throw new NotSupportedException();

        public override BulkConnection OpenBulk() => throw new NotSupportedException();

        public override void PrepareAlone(Action<GatewayDbContext> work) => throw new NotSupportedException();

        public override void Migrate(GatewayDbContext context) => throw new NotSupportedException();

        protected override StoreUnavailableException? Recognize(Exception error) => null;

        public void Dispose()
        {
            Entered.Dispose();
            Go.Dispose();
        }
    }

    // Loses the second transaction.
    private sealed class LosingConnection(LosingStore store) : StoreConnection
    {
        public override bool Broken => false;

        public override void Begin()
        {
            store.Entered.Set();
            store.Go.Wait();
        }

        public override void Commit()
        {
            if (++store.Commits == 2) throw new InvalidOperationException("The transaction is lost.");
        }

        protected override Statement Prepare(string sql) => throw new NotSupportedException();
    }
}
