namespace PartnerApi.Cards;

/// <summary>Puts the card questions into a host.</summary>
internal static class CardsSetup
{
    /// <summary>Adds <see cref="CardReader"/> and <see cref="CardDesk"/>.</summary>
    public static IHostApplicationBuilder AddCards(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CardReader>();
        builder.Services.AddSingleton<CardDesk>();
        return builder;
    }
}
