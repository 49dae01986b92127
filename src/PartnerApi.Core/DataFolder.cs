namespace PartnerApi.Core;

/// <summary>The folder for the database and, in the sandbox, the keys. It is the same for <c>serve</c> and every other command.</summary>
public static class DataFolder
{
    /// <summary>The setting that names the folder. The option <c>--data</c> overrides it.</summary>
    public const string Setting = "Data";

    /// <summary>The default: <c>data</c> in the current directory.</summary>
    public const string Default = "data";

    /// <summary>The absolute path of the folder: the option if given, else the setting, else the default.</summary>
    public static string Resolve(string? option, IConfiguration configuration)
    {
        var folder = !string.IsNullOrWhiteSpace(option) ? option : configuration[Setting];
        return Path.GetFullPath(string.IsNullOrWhiteSpace(folder) ? Default : folder);
    }

    /// <summary>Creates the folder if it is missing, accessible only to its owner.</summary>
    /// <exception cref="SettingException">The folder cannot be created.</exception>
    public static void Create(string folder)
    {
        try
        {
            DurableFiles.CreateFolder(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"the data folder {folder} cannot be created ({error.GetType().Name}).", error);
        }
    }
}
