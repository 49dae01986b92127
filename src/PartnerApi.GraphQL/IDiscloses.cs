namespace PartnerApi.GraphQL;

/// <summary>An object whose fields disclose facts about a card. The engine reports each field when it is resolved.</summary>
public interface IDiscloses
{
    /// <summary>Notes that the field is disclosed to the caller, or, with the prefix <c>!</c>, that it was requested and refused.</summary>
    void Disclose(string field);
}
