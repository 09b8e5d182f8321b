using System.Numerics;
using System.Security.Cryptography;

namespace Digitize.Storage;

/// <summary>
/// Signs what leaves the installation and has to be believed later: manifests of backups, receipts of deletions. ECDSA over P-256 with SHA-256, signatures as <c>r | s</c> (64 bytes).
/// The private number comes from a secret of the installation by HKDF-Expand(secret, "digitize signature v1", 48) mod (n − 1) + 1 (FIPS 186-5, A.2.1), so whoever restores from the secret has the same key.
/// </summary>
internal sealed class InstallationSigner : IDisposable
{
    /// <summary>The name of its secret.</summary>
    internal const string SecretName = "signature";

    private const int NumberBytes = 32;

    /// <summary>More than the order has, so that no remainder is likelier than another.</summary>
    private const int DerivedBytes = 48;

    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    private readonly ECDsa _key;

    internal InstallationSigner(ReadOnlySpan<byte> secret)
    {
        Span<byte> derived = stackalloc byte[DerivedBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, derived, "digitize signature v1"u8);
        var number = (new BigInteger(derived, isUnsigned: true, isBigEndian: true) % (Order - 1)) + 1;
        var d = new byte[NumberBytes];
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(d, NumberBytes - bytes.Length);
        _key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
        CryptographicOperations.ZeroMemory(derived);
        CryptographicOperations.ZeroMemory(d);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>For whoever checks without being able to sign: PEM of the SubjectPublicKeyInfo.</summary>
    internal string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    internal byte[] Sign(ReadOnlySpan<byte> data) => _key.SignData(data, HashAlgorithmName.SHA256);

    internal bool IsSignedByUs(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => _key.VerifyData(data, signature, HashAlgorithmName.SHA256);

    public void Dispose() => _key.Dispose();
}
