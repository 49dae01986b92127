using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.Statistics;

/// <summary>Whatever happens to a holder's cards, each month counts the holder once, a limited number of months do, and every entry has one end.</summary>
[Trait("Needs", "NoStore")]
public sealed class HolderCountingTests
{
    private const int MonthsPerHolder = 4;

    private static readonly Month Beginning = new(2024, 1);

    [Fact]
    public void Random_histories_of_a_holder_keep_the_limits()
    {
        var (random, entries, renewals) = (new Xorshift(7), 0, 0);
        for (var history = 0; history < 600; history++)
        {
            var counts = new Counts();
            var life = new Life(random);
            for (var step = 0; step < 12; step++) life.Import(counts);
            counts.AssertEveryEntryEnds();
            Assert.True(counts.OfMonths().All(month => month.Value == 1), counts.ToString());
            Assert.True(counts.OfMonths().Count <= MonthsPerHolder, counts.ToString());
            entries += counts.Sum(EnrollmentEvent.Issued);
            renewals += counts.Sum(EnrollmentEvent.Renewed);
        }

        // Histories with several entries and with renewals are included.
        Assert.True(entries > 600, $"{entries} entries");
        Assert.True(renewals > 40, $"{renewals} renewals");
    }

    // Before they are linked, two holders count twice.
    [Fact]
    public void Two_holders_that_become_one_count_once_in_each_later_month()
    {
        var (random, shared) = (new Xorshift(11), 0);
        for (var history = 0; history < 600; history++)
        {
            var counts = new Counts();
            var (older, newer) = (new Life(random), new Life(random));
            for (var step = 0; step < 5; step++)
            {
                older.Import(counts);
                newer.MoveTo(older);
                newer.Import(counts);
                older.MoveTo(newer);
            }
            newer.Combine(older, counts);
            var (linked, before) = (newer.Current, counts.OfMonths().Values.Sum());
            for (var step = 0; step < 5; step++) newer.Import(counts);
            counts.AssertEveryEntryEnds();
            Assert.True(counts.OfMonths().All(month => month.Value <= (month.Key <= linked ? 2 : 1)), $"{linked}: {counts}");
            Assert.True(counts.OfMonths().Values.Sum() <= Math.Max(before, MonthsPerHolder), counts.ToString());
            if (counts.OfMonths().Values.Sum() > MonthsPerHolder) shared++;
        }
        Assert.True(shared > 20, $"{shared} histories of holders who both counted often");
    }

    [Fact]
    public void Active_card_whose_end_is_released_is_in_force_again()
    {
        var lost = Card("2024-02-10", "2030-02-10");
        CountedMonths counted = default;
        Run(new Month(2023, 12), new Month(2024, 3), counting => counted = counting.Added(lost, expiresLater: false, counted));
        Run(new Month(2023, 12), new Month(2024, 4), counting => counted = counting.Updated(
            lost with { LastDay = new DateOnly(2024, 4, 5), IsWithdrawn = true }, isRenewed: false, staysWithdrawn: false, counted));
        Assert.Equal(new Month(2024, 5).Index, counted.End);

        // Found again after the release, or replaced with the same expiry.
        var before = counted;
        Run(new Month(2024, 7), new Month(2024, 7), counting => counted = counting.Updated(lost, isRenewed: false, staysWithdrawn: false, before));
        Assert.Equal((4, new Month(2024, 7).Index, new Month(2030, 3).Index), (counted.Number, counted.Last, counted.End));
        var replacement = lost with { Facts = lost.Facts with { IssuedOn = new DateOnly(2024, 7, 3) } };
        CountedMonths replaced = default;
        Run(new Month(2024, 7), new Month(2024, 7), counting => replaced = counting.Added(replacement, expiresLater: false, before));
        Assert.Equal(counted, replaced);

        // A card that was never counted does not enter by chance.
        Run(new Month(2024, 7), new Month(2024, 7), counting => Assert.Equal(default, counting.Updated(lost, isRenewed: false, staysWithdrawn: false, default)));

        static void Run(Month first, Month current, Action<HolderCounting> change) =>
            change(new HolderCounting(new EnrollmentTally(new EnrollmentWindow(Beginning, first, current, MonthsPerHolder))));
    }

    [Fact]
    public void End_after_the_last_counted_month_survives_a_clock_that_is_set_back()
    {
        var card = Card("2024-02-10", "9999-12-31");
        CountedMonths counted = default;
        foreach (var current in new[] { new Month(2026, 3), new Month(2026, 2), new Month(2026, 4) })
        {
            var window = new EnrollmentWindow(Beginning, new Month(2023, 12), current, MonthsPerHolder) { Newest = counted.End == 0 ? null : new Month(counted.End) };
            var counting = new HolderCounting(new EnrollmentTally(window));
            counted = counted.End == 0 ? counting.Added(card, expiresLater: false, counted) : counting.Updated(card, isRenewed: false, staysWithdrawn: false, counted);
            Assert.Equal(window.LastEnd.Index, counted.End);
        }
    }

    private static CountedCard Card(string issued, string expires) => new(
        new CardFacts(new DateOnly(1984, 3, 9), Borough.Bronx, DateOnly.Parse(issued)), DateOnly.Parse(expires), IsWithdrawn: false);

    /// <summary>What was counted, by month and place.</summary>
    private sealed class Counts
    {
        private readonly SortedDictionary<(Month Month, int Place), int> counts = [];

        public void Add(EnrollmentTally tally)
        {
            var changes = new long[CounterBlob.Counts];
            foreach (var month in Month.Range(tally.Window.First, tally.Window.LastEnd))
            {
                Array.Clear(changes);
                tally.AddTo(month, changes);
                if (!changes.AsSpan().ContainsAnyExcept(0)) continue;
                for (var place = 0; place < changes.Length; place++)
                {
                    if (changes[place] != 0) counts[(month, place)] = counts.GetValueOrDefault((month, place)) + (int)changes[place];
                }
            }
            Assert.True(counts.Values.All(count => count >= 0), ToString());
        }

        public SortedDictionary<Month, int> OfMonths() => new(
            counts.Where(count => count.Value > 0).GroupBy(count => count.Key.Month).ToDictionary(month => month.Key, month => month.Sum(count => count.Value)));

        public int Sum(EnrollmentEvent kind) => counts.Where(count => Of(count.Key.Place).Kind == kind).Sum(count => count.Value);

        // Within each group, so that an end in the wrong group is noticed.
        public void AssertEveryEntryEnds()
        {
            var inForce = new int[EnrollmentGrid.Groups];
            foreach (var ((_, place), count) in counts)
            {
                var (group, kind) = Of(place);
                if (kind == EnrollmentEvent.Issued) inForce[group] += count;
                if (kind == EnrollmentEvent.Ended) inForce[group] -= count;
                Assert.True(inForce[group] >= 0, ToString());
            }
            Assert.True(inForce.All(group => group == 0), ToString());
        }

        public override string ToString() => string.Join("; ", counts.Where(count => count.Value != 0).Select(count => $"{count.Key.Month} {Of(count.Key.Place)} {count.Value}"));

        private static (int Group, EnrollmentEvent Kind) Of(int place) => place >= EnrollmentGrid.Cells
            ? (place - EnrollmentGrid.Cells, EnrollmentEvent.Ended)
            : (place / EnrollmentGrid.Events, EnrollmentGrid.Of(place).Event);
    }

    /// <summary>The cards of a holder, imported again and again, while months pass and are released.</summary>
    private sealed class Life(Xorshift random)
    {
        private Month first = Beginning.Previous;
        private Month newest = Beginning;
        private CountedMonths counted;
        private CountedCard? card;

        public Month Current { get; private set; } = new(2023, 6);

        public void Import(Counts counts)
        {
            // The clock can be set back a little.
            Current = new Month(Math.Max(first.Index, Current.Index + random.Next(9) - 1));
            first = new Month(Math.Max(first.Index, Math.Min(Current.Index, first.Index + random.Next(14))));
            Count(counts, counting =>
            {
                var issued = Day(-random.Next(40));
                var expires = random.Next(20) == 0 ? DateOnly.MaxValue : issued.AddDays(random.Next(900));
                var isWithdrawn = random.Next(5) == 0;
                var facts = new CardFacts(new DateOnly(1984 + random.Next(20), 3, 9), (Borough)random.Next(5), issued);
                var next = new CountedCard(facts, isWithdrawn && Day(0) < expires ? Day(0) : expires, isWithdrawn);
                (counted, card) = (card, random.Next(4)) switch
                {
                    (null, _) => (counting.Added(next, expiresLater: false, counted), next),
                    ({ } before, 0) => (counting.Withdrawn(Day(0), counted), before with { LastDay = before.LastDay < Day(0) ? before.LastDay : Day(0), IsWithdrawn = true }),
                    ({ } before, 1) => (counting.Added(next, next.LastDay > before.LastDay, counted), next),
                    ({ } before, _) => (counting.Updated(
                        next, next.Facts.IssuedOn > before.Facts.IssuedOn && next.LastDay > before.LastDay, before.IsWithdrawn && next.IsWithdrawn, counted), next),
                };
            });

            // Importing the same card again changes nothing.
            var (repeated, after) = (card!.Value, counted);
            Count(counts, counting => counted = counting.Updated(repeated, isRenewed: false, staysWithdrawn: repeated.IsWithdrawn, counted));
            Assert.Equal((after.Number, after.End), (counted.Number, counted.End));
        }

        public void MoveTo(Life other) => (Current, first, newest) = (other.Current, other.first, new Month(Math.Max(newest.Index, other.newest.Index)));

        public void Combine(Life older, Counts counts) => Count(counts, counting => counted = counting.Combine(older.counted, counted));

        private void Count(Counts counts, Action<HolderCounting> change)
        {
            var tally = new EnrollmentTally(new EnrollmentWindow(Beginning, first, Current, MonthsPerHolder) { Newest = newest });
            change(new HolderCounting(tally));
            newest = tally.Window.LastEnd;
            counts.Add(tally);
        }

        private DateOnly Day(int months) => new Month(Current.Index + months).FirstDay.AddDays(14);
    }

    private sealed class Xorshift(uint seed)
    {
        private uint state = seed;

        public int Next(int bound)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            return (int)(state % (uint)bound);
        }
    }
}
