namespace PartnerApi.Requests;

/// <summary>Adds the steps that every request repeats.</summary>
internal static class RequestsSetup
{
    /// <summary>Adds the admission of callers, and the queue of texts that are created after a request's read session ends.</summary>
    public static IHostApplicationBuilder AddRequests(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ICallerGate, CallerGate>();
        builder.Services.AddSingleton<DeferredTextQueue>();
        return builder;
    }
}
