using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.GraphQL;
using PartnerApi.Identity.Credentials;
using PartnerApi.Storage;

namespace PartnerApi.Requests;

/// <summary>Adds the expiry of a caller's keys to the viewer, so that it can replace them in time.</summary>
[ExtendsType(typeof(ViewerAnswer))]
internal sealed class ViewerKeys(IDbContextFactory<GatewayDbContext> contexts)
{
    /// <summary>The earliest expiry of the client's keys.</summary>
    [OpenToEveryCaller]
    [Description("The earliest expiry of the client's registered public keys. Null if none of them expires.")]
    public DateTimeOffset? KeyExpiresAt(GatewayRequest request)
    {
        using var context = contexts.CreateDbContext();
        var client = request.Caller.ClientId;
        var keys = context.Set<OpenIddictEntityFrameworkCoreApplication>()
            .Where(row => row.ClientId == client).Select(row => row.JsonWebKeySet).SingleOrDefault();
        return ClientKeys.List(keys).Min(key => key.ExpiresAt);
    }
}
