namespace PartnerApi.Core;

/// <summary>Recognizes that a file could not be written because its disk is full. The databases report it with <see cref="StoreTrouble.Full"/>.</summary>
public static class FullDisk
{
    private const int NoSpaceLeft = 28; // ENOSPC

    /// <summary>True if the error is that of a full disk.</summary>
    public static bool Caused(Exception error) => error is IOException && (error.HResult & 0xFFFF) == NoSpaceLeft;
}
