using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Quotas;

namespace PartnerApi.Tests.Quotas;

/// <summary>
/// Harvesters, and a partner's ordinary days, against the default quotas, on a simulated clock. A harvester knows no card number. Of 10^14 payloads
/// 900,000 are cards, so one in 111 million guesses with correct check digits is a card.
/// </summary>
[Trait("Needs", "NoStore")]
public sealed class PartnerUsageTests : IDisposable
{
    private const double CardsAmongNumbers = 900_000 / 1e14;
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.FromHours(-5));

    // This city has a constant offset of five hours: the simulated days cross no daylight saving change.
    private static readonly CityClock Clock = new(TimeProvider.System, TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(-5), null, null));

    private readonly PartnerUsage usage = new(new QuotaSettings(), TimeProvider.System);
    private UInt128 nextCard = 1;

    /// <inheritdoc/>
    public void Dispose() => usage.Dispose();

    [Fact]
    public void Ordinary_days_raise_no_alarm()
    {
        // 20,000 lookups a day, between 9:00 and 18:00. 3 % are mistyped, of which one in 97 passes the check digits, and 4 % have expired.
        var random = new SplitMix64(20260302);
        for (var day = 0; day < 5; day++)
        {
            for (var check = 0; check < 20_000; check++)
            {
                var at = Start.AddDays(day).AddHours(9).AddSeconds(check * 9 * 3600.0 / 20_000);
                var valid = random.Below(97_000) >= 3_880 + 30;
                Assert.Null(LookUp(at, valid).RefusedUntil);
            }
        }
    }

    [Theory]
    [InlineData("as fast as it can for a day", 0.1, 1, 100)]
    [InlineData("one a minute for 30 days", 60, 30, 100)]
    [InlineData("one in ten minutes for 30 days", 600, 30, 100)]
    [InlineData("one in fifteen minutes for 30 days: too few for an alarm", 900, 30, 0)]
    public void Harvester_of_guessed_numbers_is_stopped_and_finds_no_card(string how, double seconds, int days, int alarmAfter)
    {
        var (count, answered, firstAlarm) = (0, 0, 0);
        for (var at = Start; at < Start.AddDays(days); at = at.AddSeconds(seconds))
        {
            count++;
            var admission = LookUp(at, valid: false);
            if (admission.RefusedUntil is null) answered++;
            if (admission.RaisesAlarm && firstAlarm == 0) firstAlarm = count;
        }
        var found = answered * CardsAmongNumbers;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{how}: {count} lookups, {answered} answered, first alarm at {firstAlarm}, {found:0.000000} valid cards found on average.");
        Assert.Equal(alarmAfter, firstAlarm);
        Assert.InRange(found, 0, 0.001);
    }

    [Fact]
    public void Harvester_with_three_known_cards_for_each_guess_stays_below_the_alarm()
    {
        // Three known valid cards for each guess keep the share at a quarter: 1,250 of each hour's 5,000 cards are guesses.
        var refused = 0;
        for (var count = 0; count < 5_000; count++)
        {
            if (LookUp(Start.AddSeconds(count * 0.5), valid: count % 4 != 3).RefusedUntil is not null) refused++;
        }
        Assert.Equal(0, refused);
        Assert.NotNull(LookUp(Start.AddMinutes(50), valid: true).RefusedUntil);
    }

    [Fact]
    public void Cards_over_the_hourly_quota_are_rejected_until_the_hour_ends_even_known_ones()
    {
        for (var count = 0; count < 5_000; count++) Assert.Null(LookUp(Start, valid: true).RefusedUntil);
        Assert.Equal(Start.AddHours(1), LookUp(Start, valid: true).RefusedUntil);
        Assert.Equal(Start.AddHours(1), usage.Admit(At(Start.AddMinutes(59)), 1, missed: false).RefusedUntil);
        Assert.Null(usage.Admit(At(Start.AddHours(1)), 1, missed: false).RefusedUntil);
    }

    [Fact]
    public void Cards_over_the_daily_quota_are_rejected_until_midnight()
    {
        for (var count = 0; count < 25_000; count++) Assert.Null(LookUp(Start.AddHours(count / 5_000), valid: true).RefusedUntil);
        Assert.Equal(Start.AddDays(1), LookUp(Start.AddHours(8), valid: true).RefusedUntil);
        Assert.Null(LookUp(Start.AddDays(1), valid: true).RefusedUntil);
    }

    [Fact]
    public void Card_counts_once_and_its_eligibility_may_be_checked_a_hundred_times_a_day()
    {
        for (var count = 0; count < 10_000; count++) Assert.Null(usage.Admit(At(Start), 7, missed: false).RefusedUntil);
        for (var count = 0; count < 100; count++) Assert.Null(usage.AdmitEligibility(At(Start), 7).RefusedUntil);
        Assert.Equal(Start.AddDays(1), usage.AdmitEligibility(At(Start.AddHours(3)), 7).RefusedUntil);
        Assert.Null(usage.AdmitEligibility(At(Start.AddHours(3)), 8).RefusedUntil);
        Assert.Null(usage.AdmitEligibility(At(Start.AddDays(1)), 7).RefusedUntil);
    }

    [Fact]
    public void Answers_resume_after_the_cooling_time_and_earlier_misses_no_longer_count()
    {
        for (var count = 0; count < 99; count++) Assert.Null(LookUp(Start, valid: false).RefusedUntil);
        Assert.True(LookUp(Start, valid: false).RaisesAlarm);
        Assert.Equal(Start.AddHours(1), LookUp(Start.AddMinutes(30), valid: true).RefusedUntil);
        for (var count = 0; count < 200; count++) Assert.Null(LookUp(Start.AddHours(1), valid: true).RefusedUntil);
    }

    [Fact]
    public void Clock_that_goes_back_reopens_no_window()
    {
        for (var count = 0; count < 5_000; count++) Assert.Null(LookUp(Start.AddHours(2), valid: true).RefusedUntil);
        Assert.NotNull(LookUp(Start.AddHours(1), valid: true).RefusedUntil);
    }

    [Fact]
    public void Card_counts_once_in_each_hour_and_once_in_the_day_whichever_process_answered()
    {
        usage.Admit(At(Start), 7, missed: false);
        usage.Admit(At(Start), 7, missed: false);
        AssertUsed(Start, thisHour: 1, today: 1);
        AssertUsed(Start.AddHours(1), thisHour: 0, today: 1);
        usage.Admit(At(Start.AddHours(1)), 7, missed: false);
        usage.Admit(At(Start.AddHours(1)), 8, missed: false);
        AssertUsed(Start.AddHours(1), thisHour: 2, today: 2);

        // Answers of another process: in this hour, in the previous hour, and about a card that this process looked up too.
        Restore(Start.AddHours(1), 9);
        Restore(Start, 10);
        Restore(Start, 8);
        AssertUsed(Start.AddHours(1), thisHour: 3, today: 4);
        usage.Admit(At(Start.AddHours(1)), 10, missed: false);
        usage.Admit(At(Start.AddHours(1)), 8, missed: false);
        AssertUsed(Start.AddHours(1), thisHour: 4, today: 4);
        AssertUsed(Start.AddDays(1), thisHour: 0, today: 0);
        usage.Admit(At(Start.AddDays(1)), 7, missed: false);
        AssertUsed(Start.AddDays(1), thisHour: 1, today: 1);
    }

    [Fact]
    public void Answers_about_the_same_card_count_in_their_hour_and_day()
    {
        using var bounded = new PartnerUsage(new QuotaSettings { AnswersPerHour = 3, AnswersPerDay = 5 }, TimeProvider.System);
        for (var count = 0; count < 3; count++) Assert.Null(bounded.Admit(At(Start), 7, missed: false).RefusedUntil);
        Assert.Equal(Start.AddHours(1), bounded.Admit(At(Start), 7, missed: false).RefusedUntil);
        Assert.Equal(Start.AddHours(1), bounded.AdmitRepeated(At(Start)).RefusedUntil);
        Assert.Null(bounded.AdmitRepeated(At(Start.AddHours(1))).RefusedUntil);

        // An answer of another process in the previous hour.
        bounded.RestoreRepeated(Start, DateOnly.FromDateTime(Start.DateTime));
        Assert.Equal(Start.AddDays(1), bounded.Admit(At(Start.AddHours(1)), 7, missed: false).RefusedUntil);
        Assert.Equal((1, 5), (bounded.Read(At(Start.AddHours(1))).AnswersThisHour, bounded.Read(At(Start.AddHours(1))).AnswersToday));
        Assert.Null(bounded.Admit(At(Start.AddDays(1)), 7, missed: false).RefusedUntil);
    }

    [Fact]
    public void Rejected_lookups_do_not_count_as_answers()
    {
        using var bounded = new PartnerUsage(new QuotaSettings { CardsPerHour = 1 }, TimeProvider.System);
        Assert.Null(bounded.Admit(At(Start), 7, missed: false).RefusedUntil);
        Assert.NotNull(bounded.Admit(At(Start), 8, missed: false).RefusedUntil);
        Assert.Equal(1, bounded.Read(At(Start)).AnswersToday);
    }

    [Fact]
    public void Lift_ends_its_alarm_and_earlier_ones_but_no_later_one_in_any_order_of_reading()
    {
        var first = Alarm(Start);
        Assert.Equal(Start.AddHours(1), first);
        usage.RestoreLift(first);
        Assert.Null(usage.Read(At(Start)).SuspendedUntil);
        usage.RestoreAlarm(first);
        Assert.Null(usage.Read(At(Start)).SuspendedUntil);

        // The next alarm applies even in the same second and after the clock went back.
        var second = Alarm(Start.AddMinutes(-30));
        Assert.True(second > first);
        Assert.Equal(second, usage.Read(At(Start)).SuspendedUntil);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1100)]
    [InlineData(-1100)]
    public void Day_continues_after_the_clock_leaps_and_returns(int days)
    {
        using var bounded = new PartnerUsage(new QuotaSettings { CardsPerHour = 4, CardsPerDay = 5, EligibilityPerCard = 1 }, TimeProvider.System);
        for (var card = 0; card < 3; card++) Assert.Null(bounded.Admit(At(Start), (UInt128)card, missed: false).RefusedUntil);
        Assert.Null(bounded.AdmitEligibility(At(Start), 0).RefusedUntil);
        var wrong = Start.AddDays(days);
        for (var card = 0; card < 4; card++) Assert.Null(bounded.Admit(At(wrong), (UInt128)card, missed: false).RefusedUntil);
        Assert.NotNull(bounded.Admit(At(wrong), 5, missed: false).RefusedUntil);

        var back = Start.AddMinutes(5);
        Assert.Equal((0, 3), (bounded.Read(At(back)).CardsThisHour, bounded.Read(At(back)).CardsToday));
        Assert.NotNull(bounded.AdmitEligibility(At(back), 0).RefusedUntil);
        for (var card = 3; card < 5; card++) Assert.Null(bounded.Admit(At(back), (UInt128)card, missed: false).RefusedUntil);
        Assert.Equal(Start.AddDays(1), bounded.Admit(At(back), 5, missed: false).RefusedUntil);
    }

    [Fact]
    public void Hour_used_up_during_a_leap_within_the_day_ends_with_the_leap()
    {
        using var bounded = new PartnerUsage(new QuotaSettings { AnswersPerHour = 1 }, TimeProvider.System);
        Assert.Null(bounded.Admit(At(Start.AddHours(9)), 1, missed: false).RefusedUntil);
        Assert.Null(bounded.Admit(At(Start.AddHours(2)), 1, missed: false).RefusedUntil);
        Assert.Equal(Start.AddHours(3), bounded.Admit(At(Start.AddHours(2)), 1, missed: false).RefusedUntil);
    }

    [Fact]
    public void Alarm_and_lift_from_a_leap_of_the_clock_last_no_longer_than_current_ones()
    {
        var wrong = Alarm(Start.AddYears(3));
        Assert.Equal(Start.AddHours(3), usage.Read(At(Start)).SuspendedUntil);
        usage.Read(At(Start.AddYears(3)));
        usage.RestoreLift(wrong);
        Assert.Null(usage.Read(At(Start)).SuspendedUntil);
        Assert.InRange(Alarm(Start.AddMinutes(1)), Start, Start.AddHours(4));
    }

    // A number that was unknown when it was looked up, and whose card is imported later in the day.
    [Fact]
    public void Card_keeps_its_counted_reference_for_the_day()
    {
        const int number = 1, nobody = 2, seed = 3;
        Assert.Equal((UInt128)number, usage.CountedAs(At(Start), number, nobody));
        usage.Admit(At(Start), number, missed: true);
        Assert.Equal((UInt128)number, usage.CountedAs(At(Start), number, nobody));
        Assert.Equal((UInt128)number, usage.CountedAs(At(Start.AddHours(3)), seed, number));
        Assert.Equal((UInt128)seed, usage.CountedAs(At(Start.AddDays(1)), seed, number));
        usage.Admit(At(Start.AddDays(1)), seed, missed: true);
        usage.Admit(At(Start.AddDays(1)), number, missed: true);
        Assert.Equal((UInt128)seed, usage.CountedAs(At(Start.AddDays(1)), seed, number));
    }

    // The ledger stores the end and must not date the alarm more precisely than to the hour.
    [Fact]
    public void Alarm_ends_on_the_hour()
    {
        Assert.Equal(Start.AddHours(2), Alarm(Start.AddMinutes(10).AddSeconds(7)));
        usage.RestoreLift(Start.AddHours(2));
        Assert.Equal(Start.AddHours(3), Alarm(Start.AddMinutes(11)));
    }

    // Records of another process: an earlier hour does not mean that the clock went back.
    [Fact]
    public void Restored_records_of_earlier_hours_do_not_change_the_hour()
    {
        usage.Admit(At(Start.AddHours(8)), 7, missed: false);
        Restore(Start, 8);
        AssertUsed(Start.AddHours(8), thisHour: 1, today: 2);
    }

    [Fact]
    public void Limits_of_an_older_agreement_do_not_replace_newer_ones()
    {
        usage.Agree(AgreedLimits.None with { AnswersPerHour = 7 }, generation: 3);
        usage.Agree(AgreedLimits.None, generation: 2);
        Assert.Equal(7, usage.Settings.AnswersPerHour);
        usage.Agree(AgreedLimits.None, generation: 4);
        Assert.Equal(50_000, usage.Settings.AnswersPerHour);
    }

    private DateTimeOffset Alarm(DateTimeOffset at)
    {
        Admission admission;
        do admission = LookUp(at, valid: false);
        while (!admission.RaisesAlarm);
        return admission.RefusedUntil!.Value;
    }

    private void Restore(DateTimeOffset hour, UInt128 card) => usage.Restore(hour, DateOnly.FromDateTime(hour.DateTime), card, missed: false, eligibilityChecks: 0);

    private void AssertUsed(DateTimeOffset at, int thisHour, int today)
    {
        var reading = usage.Read(At(at));
        Assert.Equal((thisHour, today), (reading.CardsThisHour, reading.CardsToday));
    }

    private Admission LookUp(DateTimeOffset at, bool valid) => usage.Admit(At(at), nextCard++, !valid);

    private static Moment At(DateTimeOffset now)
    {
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, now.Offset);
        return new Moment(now, hour, DateOnly.FromDateTime(now.DateTime), Clock);
    }
}
