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
        for (var history = 0; history < 2_000; history++)
        {
            var counts = Live(random);
            Assert.True(counts.Values.All(count => count.Values.Sum() == 1 && count.Values.All(number => number is 0 or 1)), Text(counts));
            Assert.InRange(counts.Count, 0, MonthsPerHolder);
            var inForce = 0;
            foreach (var (_, month) in counts)
            {
                inForce += month.GetValueOrDefault(EnrollmentEvent.Issued) - month.GetValueOrDefault(EnrollmentEvent.Ended);
                Assert.True(inForce is 0 or 1, Text(counts));
            }
            Assert.True(inForce == 0, Text(counts));
            entries += counts.Values.Sum(month => month.GetValueOrDefault(EnrollmentEvent.Issued));
            renewals += counts.Values.Sum(month => month.GetValueOrDefault(EnrollmentEvent.Renewed));
        }

        // Histories with several entries and with renewals are included.
        Assert.True(entries > 2_000, $"{entries} entries");
        Assert.True(renewals > 200, $"{renewals} renewals");
    }

    // Imports a holder's cards again and again, while months pass and are released. Returns what each month counted.
    private static SortedDictionary<Month, Dictionary<EnrollmentEvent, int>> Live(Xorshift random)
    {
        var counts = new SortedDictionary<Month, Dictionary<EnrollmentEvent, int>>();
        var (counted, current, first) = (default(CountedMonths), new Month(2023, 6), Beginning.Previous);
        CountedCard? card = null;
        for (var step = 0; step < 12; step++)
        {
            current = new Month(current.Index + random.Next(9));
            first = new Month(Math.Max(first.Index, Math.Min(current.Index, first.Index + random.Next(14))));
            var tally = new EnrollmentTally(new EnrollmentWindow(Beginning, first, current, MonthsPerHolder));
            var counting = new HolderCounting(tally);
            var issued = Day(current, -random.Next(40));
            var expires = issued.AddDays(random.Next(900));
            var isWithdrawn = random.Next(5) == 0;
            var asOf = Day(current, 0);
            var next = new CountedCard(new CardFacts(new DateOnly(1984, 3, 9), Borough.Bronx, issued), isWithdrawn && asOf < expires ? asOf : expires, isWithdrawn);
            counted = (card, random.Next(4)) switch
            {
                (null, _) => counting.Issued(next),
                (_, 0) => counting.Withdrawn(asOf, counted),
                ({ } before, 1) => counting.Replacement(next, next.LastDay > before.LastDay, counted),
                ({ } before, _) => counting.Updated(
                    next, before.Facts.IssuedOn, next.LastDay > before.LastDay, before.IsWithdrawn && next.IsWithdrawn, counted),
            };
            card = next;
            Add(tally, counts);
        }
        return counts;
    }

    private static void Add(EnrollmentTally tally, SortedDictionary<Month, Dictionary<EnrollmentEvent, int>> counts)
    {
        foreach (var month in Month.Range(tally.Window.First, tally.Window.LastEnd))
        {
            var changes = new long[CounterBlob.Counts];
            tally.AddTo(month, changes);
            for (var place = 0; place < changes.Length; place++)
            {
                if (changes[place] == 0) continue;
                var kind = place >= EnrollmentGrid.Cells ? EnrollmentEvent.Ended : EnrollmentGrid.Of(place).Event;
                if (!counts.TryGetValue(month, out var events)) counts.Add(month, events = []);
                events[kind] = events.GetValueOrDefault(kind) + (int)changes[place];
            }
            if (counts.TryGetValue(month, out var left) && left.Values.All(number => number == 0)) counts.Remove(month);
        }
    }

    private static DateOnly Day(Month month, int months) => new Month(month.Index + months).FirstDay.AddDays(14);

    private static string Text(SortedDictionary<Month, Dictionary<EnrollmentEvent, int>> counts) =>
        string.Join("; ", counts.Select(month => $"{month.Key} {string.Join(", ", month.Value)}"));

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
