using PartnerApi.Bench.Limit;
using PartnerApi.Cards;
using PartnerApi.Partners;
using PartnerApi.Sealing;
using PartnerApi.Storage;

// The limit: what this machine can answer at all. ASP.NET Core's minimal API over the gateway's own key service, read sessions and card reader, so
// that the HMAC, the look-up and the opened status are the same; without token, gates and GraphQL. Not for use: it answers everybody.
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = 64 * 1024;
});
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, LimitJson.Default));
builder.Services.AddSingleton(TimeProvider.System);
builder.AddSealing();
builder.AddStorage();
builder.AddPartners();
builder.Services.AddSingleton<CardReader>();
builder.Services.AddSingleton<Answers>();

var app = builder.Build();
app.MapPost("/graphql", (Request request, Answers answers) => answers.To(request.Variables));
app.MapGet("/health/ready", () => Results.Ok());
app.Run();
