using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Contract;
using PartnerApi.Identity.Issuer;
using PartnerApi.Storage;

namespace PartnerApi.Requests;

/// <summary>Tells a caller when its keys end, so that it can renew them in time.</summary>
[ExtendsType(typeof(ViewerAnswer))]
internal sealed class ViewerKeys(IDbContextFactory<GatewayDbContext> contexts)
{
    /// <summary>When the first of the client's keys ends.</summary>
    [OpenToEveryCaller]
    [Description("When the first of the client's registered public keys ends; null when it has none that end.")]
    public DateTimeOffset? KeyExpiresAt(GatewayRequest request)
    {
        using var context = contexts.CreateDbContext();
        var client = request.Caller.ClientId;
        var keys = context.Set<OpenIddictEntityFrameworkCoreApplication>()
            .Where(row => row.ClientId == client).Select(row => row.JsonWebKeySet).SingleOrDefault();
        return ClientKeys.List(keys).Min(key => key.ExpiresAt);
    }
}
