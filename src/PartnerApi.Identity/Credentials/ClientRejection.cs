using PartnerApi.Core;

namespace PartnerApi.Identity.Credentials;

/// <summary>Why <see cref="ClientRegistry"/> rejected a change. Nothing was changed.</summary>
public abstract record ClientRejection
{
    private ClientRejection()
    {
    }

    /// <summary>The id is not a short name (<see cref="ShortNames"/>).</summary>
    public sealed record InvalidId : ClientRejection;

    /// <summary>The partner does not exist.</summary>
    public sealed record UnknownPartner(string Partner) : ClientRejection;

    /// <summary>A client with this id exists.</summary>
    public sealed record AlreadyExists(string Id) : ClientRejection;

    /// <summary>The client does not exist.</summary>
    public sealed record UnknownClient(string Id) : ClientRejection;

    /// <summary>The client is that of an account. It has no credentials, because a person signs in.</summary>
    public sealed record NoCredentials(string Id) : ClientRejection;

    /// <summary>The client has a key with this id.</summary>
    public sealed record KeyExists(string Id, string KeyId) : ClientRejection;

    /// <summary>The private half of this key is published (<see cref="Credentials.PublishedCredentials"/>), so anyone could sign in with it.</summary>
    public sealed record PublishedKey(string KeyId) : ClientRejection;

    /// <summary>The client would be resumed with a secret, password, or key that is published.</summary>
    public sealed record PublishedCredentials(string Id) : ClientRejection;

    /// <summary>The client has no key with this id.</summary>
    public sealed record UnknownKey(string Id, string KeyId) : ClientRejection;
}
