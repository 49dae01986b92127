using System.Diagnostics;
using PartnerApi.Commands.Partners;
using PartnerApi.Core;
using PartnerApi.Identity.Credentials;
using PartnerApi.Partners;

namespace PartnerApi.Commands.Identity;

/// <summary>The sentences for rejected changes of clients and accounts, and for rejected key files.</summary>
internal static class IdentityRejectionText
{
    /// <summary>The sentence for a rejected change of a client.</summary>
    public static string Of(ClientRejection rejection) => rejection switch
    {
        ClientRejection.InvalidId => $"A client id must have {ShortNames.Rule}.",
        ClientRejection.UnknownPartner { Partner: var partner } => PartnerRejectionText.Of(new PartnerRejection.UnknownPartner(partner)),
        ClientRejection.AlreadyExists { Id: var id } => $"The client '{id}' already exists.",
        ClientRejection.UnknownClient { Id: var id } => $"The client '{id}' does not exist. Run 'clients list' to see all clients.",
        ClientRejection.NoCredentials { Id: var id } => $"The client {id} has no credentials.",
        ClientRejection.KeyExists { Id: var id, KeyId: var key } => $"The client '{id}' already has a key '{key}'. Remove that key first.",
        ClientRejection.PublishedKey { KeyId: var key } =>
            $"The private key of '{key}' is published in the sandbox's documentation, so anyone could sign in with it. Ask the partner to create a key pair.",
        ClientRejection.PublishedCredentials { Id: var id } =>
            $"The client '{id}' has a published secret or key of the sandbox, so anyone could sign in with it. Add another client instead.",
        ClientRejection.UnknownKey { Id: var id, KeyId: var key } => $"The client '{id}' has no key '{key}'. Run 'clients list' to see its keys.",
        _ => throw new UnreachableException(),
    };

    /// <summary>The sentence for a rejected change of an account.</summary>
    public static string Of(AccountRejection rejection) => rejection switch
    {
        AccountRejection.InvalidName => $"An account name must have {ShortNames.Rule}.",
        AccountRejection.PasswordTooShort { MinLength: var length } => $"A password must have at least {length} characters.",
        AccountRejection.UnknownPartner { Partner: var partner } => PartnerRejectionText.Of(new PartnerRejection.UnknownPartner(partner)),
        AccountRejection.AudienceWithoutAccounts { Partner: var partner, Audience: var audience, WithAccounts: var other } =>
            $"Only partners of the audience {other} have accounts; {partner} has the audience {audience}.",
        AccountRejection.NameTaken { Name: var name } => $"A client or account '{name}' already exists. Choose another name.",
        AccountRejection.UnknownAccount { Name: var name } => $"The account '{name}' does not exist. Run 'accounts list' to see all accounts.",
        _ => throw new UnreachableException(),
    };

    /// <summary>The sentence for a rejected key file.</summary>
    public static string Of(string path, PublicKeyRejection rejection)
    {
        var reason = rejection switch
        {
            PublicKeyRejection.TooLarge => "it is too large to be a public key",
            PublicKeyRejection.NeitherPemNorJwk => "it is neither PEM nor a JWK",
            PublicKeyRejection.IncompletePem => "it is not a complete PEM file",
            PublicKeyRejection.OtherPemLabel => "expected the PEM label PUBLIC KEY",
            PublicKeyRejection.PrivateKey => "it contains a private key; give the public key instead",
            PublicKeyRejection.NeitherEcNorRsa => "it contains neither an EC nor an RSA key",
            PublicKeyRejection.UnsupportedKey => "expected a public key for signatures: P-256, or RSA of at least 2048 bits",
            _ => throw new UnreachableException(),
        };
        return $"The file {path} cannot be used: {reason}.";
    }
}
