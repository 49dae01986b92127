using PartnerApi.Core;
using PartnerApi.Explorer.Pages;
using PartnerApi.Http.Pages;
using PartnerApi.Identity;

namespace PartnerApi.Explorer;

/// <summary>Maps the explorer, with which developers read their schema and send requests in a browser.</summary>
internal static class ExplorerSetup
{
    /// <summary>Adds the link to the explorer to the navigation of every page, if it is enabled.</summary>
    public static void AddExplorer(this WebApplicationBuilder builder)
    {
        if (ExplorerSettings.Read(builder.Configuration, builder.Environment.IsSandbox()).Enabled) builder.Services.AddSingleton(ExplorerPages.Link);
    }

    /// <summary>Maps the explorer if it is enabled. It shows clients to sign in with only in a sandbox that issues tokens itself.</summary>
    public static void MapExplorer(this WebApplication app, TokenSettings tokens)
    {
        var isSandbox = app.Environment.IsSandbox();
        if (!ExplorerSettings.Read(app.Configuration, isSandbox).Enabled) return;
        app.MapExplorerPages(app.Services.GetRequiredService<PageFrame>(), isSandbox && !tokens.IsExternal, ExampleOperations.Json(isSandbox));
    }
}
