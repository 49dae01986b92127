namespace PartnerApi.Identity.Credentials;

/// <summary>Why <see cref="PublicKeyFile"/> rejected a file.</summary>
public enum PublicKeyRejection
{
    /// <summary>It is too large to be a public key.</summary>
    TooLarge,

    /// <summary>It is neither PEM nor a JWK.</summary>
    NeitherPemNorJwk,

    /// <summary>It is not a complete PEM file.</summary>
    IncompletePem,

    /// <summary>Its PEM label is not PUBLIC KEY.</summary>
    OtherPemLabel,

    /// <summary>It contains a private key.</summary>
    PrivateKey,

    /// <summary>It contains neither an EC nor an RSA key.</summary>
    NeitherEcNorRsa,

    /// <summary>It is not a public key for signatures with P-256, or with RSA of at least 2048 bits.</summary>
    UnsupportedKey,
}
