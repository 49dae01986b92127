using PartnerApi.Bench.Limit;
using PartnerApi.Cards;
using PartnerApi.Migrations;
using PartnerApi.Partners;
using PartnerApi.Sealing;

// The limit: the highest rate that this machine can reach. An ASP.NET Core minimal API on the gateway's own key service, read sessions, and card reader, so
// that HMAC, lookup, and decryption are the same, but without tokens, gates, and GraphQL. Not for production: it answers everyone.
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
builder.AddGatewayStorage();
builder.AddPartners();
builder.Services.AddSingleton<CardReader>();
builder.Services.AddSingleton<Answers>();

var app = builder.Build();
app.MapPost("/graphql", (Request request, Answers answers) => answers.To(request.Variables));
app.MapGet("/health/ready", () => Results.Ok());
app.Run();
