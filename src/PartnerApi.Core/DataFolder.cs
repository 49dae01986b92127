namespace PartnerApi.Core;

/// <summary>Where the database and, in the sandbox, the keys live: the same folder for <c>serve</c> and for every command.</summary>
public static class DataFolder
{
    /// <summary>The setting that names the folder; the option <c>--data</c> goes before it.</summary>
    public const string Setting = "Data";

    /// <summary>What is used when neither the option nor the setting names one: <c>data</c> in the current directory.</summary>
    public const string Default = "data";

    /// <summary>The absolute path of the folder: the option if given, else the setting, else the default.</summary>
    public static string Resolve(string? option, IConfiguration configuration)
    {
        var folder = !string.IsNullOrWhiteSpace(option) ? option : configuration[Setting];
        return Path.GetFullPath(string.IsNullOrWhiteSpace(folder) ? Default : folder);
    }

    /// <summary>Makes the folder when it is missing, for its owner alone.</summary>
    /// <exception cref="SettingException">It cannot be made.</exception>
    public static void Create(string folder)
    {
        try
        {
            DurableFiles.CreateFolder(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"the data folder {folder} cannot be made ({error.GetType().Name}).", error);
        }
    }
}
