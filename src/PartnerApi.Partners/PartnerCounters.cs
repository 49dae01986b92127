namespace PartnerApi.Partners;

/// <summary>A feature's counters of a partner. A client's directory entry stores them, so that requests do not look them up again.</summary>
public abstract class PartnerCounters;
