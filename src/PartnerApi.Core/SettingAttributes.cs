namespace PartnerApi.Core;

/// <summary>
/// Declares a setting where it is read: on a constant or a static property that holds its configuration key, or several keys. Startup rejects every other
/// key in a section with a declared one, because a misspelled setting would silently leave its default in force.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class SettingAttribute : Attribute;

/// <summary>Declares each property with a setter as a setting of a section, under the property's name.</summary>
/// <param name="section">The section's configuration key.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingsSectionAttribute(string section) : Attribute
{
    /// <summary>The section's configuration key.</summary>
    public string Section { get; } = section;
}
