namespace PartnerApi.Policy;

/// <summary>A person's age in completed years.</summary>
public static class Age
{
    /// <summary>
    /// Completed years on a day. Who is born on February 29 completes a year on March 1 when the year has no such day.
    /// Negative before the day of birth.
    /// </summary>
    public static int On(DateOnly dateOfBirth, DateOnly today)
    {
        var years = today.Year - dateOfBirth.Year;
        var birthdayIsAhead = (today.Month, today.Day).CompareTo((dateOfBirth.Month, dateOfBirth.Day)) < 0;
        return birthdayIsAhead ? years - 1 : years;
    }
}
