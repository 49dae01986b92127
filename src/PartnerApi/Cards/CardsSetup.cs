namespace PartnerApi.Cards;

/// <summary>Registers the services behind the card queries.</summary>
internal static class CardsSetup
{
    /// <summary>Adds <see cref="CardReader"/>, <see cref="CardLookup"/> and <see cref="ReceiptSigner"/>.</summary>
    public static IHostApplicationBuilder AddCards(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CardReader>();
        builder.Services.AddSingleton<CardLookup>();
        builder.Services.AddSingleton<ReceiptSigner>();
        return builder;
    }
}
