namespace PartnerApi.Policy;

/// <summary>A person's age in completed years.</summary>
public static class Age
{
    /// <summary>
    /// Completed years on a day. A person born on February 29 completes a year on March 1 if the year is not a leap year. Negative before the day of birth.
    /// </summary>
    public static int On(DateOnly dateOfBirth, DateOnly today)
    {
        var years = today.Year - dateOfBirth.Year;
        var birthdayIsAhead = (today.Month, today.Day).CompareTo((dateOfBirth.Month, dateOfBirth.Day)) < 0;
        return birthdayIsAhead ? years - 1 : years;
    }
}
