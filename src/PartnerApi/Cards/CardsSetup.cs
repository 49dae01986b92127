namespace PartnerApi.Cards;

/// <summary>Puts the card questions into a host.</summary>
internal static class CardsSetup
{
    /// <summary>Adds <see cref="CardReader"/>, <see cref="CardDesk"/> and <see cref="ReceiptSigner"/>.</summary>
    public static IHostApplicationBuilder AddCards(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CardReader>();
        builder.Services.AddSingleton<CardDesk>();
        builder.Services.AddSingleton<ReceiptSigner>();
        return builder;
    }
}
