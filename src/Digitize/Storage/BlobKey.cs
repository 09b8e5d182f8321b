using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Digitize.Storage;

/// <summary>
/// The name of a blob: <c>account/aa/bb/&lt;32 hex digits&gt;</c>, where aa and bb are the first digits again, or <c>account/tmp/&lt;32 hex digits&gt;</c> for what lives only while a document is worked on.
/// The digits are random, so a key tells nothing about the content and two documents never share a blob. A value of this type never leaves the folder or bucket it is used in.
/// A vault has, besides copies of blobs under their own keys, files of its own: <c>part/name</c>, or <c>part/aa/name</c> for those that are many.
/// </summary>
public readonly partial record struct BlobKey
{
    private const int RandomBytes = 16;

    private readonly string? value;

    private BlobKey(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("A blob key that was never set.");

    /// <summary>The account that the blob belongs to: the first part of the key.</summary>
    public string Account => Value[..Value.IndexOf('/', StringComparison.Ordinal)];

    public bool IsTemporary => Value.AsSpan(Account.Length).StartsWith("/tmp/", StringComparison.Ordinal);

    /// <exception cref="ArgumentException">The account is not 1 to 64 of a-z, 0-9 and the hyphen, starting with a letter or a digit.</exception>
    public static BlobKey New(string account, RandomNumberGenerator random)
    {
        var digits = RandomDigits(random);
        return new BlobKey($"{Checked(account)}/{digits[..2]}/{digits[2..4]}/{digits}");
    }

    /// <inheritdoc cref="New"/>
    public static BlobKey NewTemporary(string account, RandomNumberGenerator random) => new($"{Checked(account)}/tmp/{RandomDigits(random)}");

    /// <summary>A file of a vault that is no blob of a document.</summary>
    /// <exception cref="ArgumentException">The name is not 1 to 100 of letters, digits, dot and hyphen, starting with a letter or a digit.</exception>
    internal static BlobKey OfVault(string part, string name) => TryParse($"{part}/{name}") ?? throw new ArgumentException("This is no name of a file in a vault.", nameof(name));

    /// <summary>A file of a vault that is named by what is in it: its SHA-256.</summary>
    internal static BlobKey OfVault(string part, byte[] sha256)
    {
        var digits = Convert.ToHexStringLower(sha256);
        return OfVault(part, $"{digits[..2]}/{digits}");
    }

    public static BlobKey? TryParse([NotNullWhen(true)] string? value) => value is not null && (Form().IsMatch(value) || VaultForm().IsMatch(value)) ? new BlobKey(value) : null;

    /// <summary>What <see cref="IBlobStore.ListAsync"/> takes to find all blobs of an account.</summary>
    public static string PrefixOf(string account) => $"{Checked(account)}/";

    public override string ToString() => Value;

    private static string RandomDigits(RandomNumberGenerator random)
    {
        var bytes = new byte[RandomBytes];
        random.GetBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static string Checked(string account) =>
        AccountForm().IsMatch(account) ? account : throw new ArgumentException("An account is named by 1 to 64 of a-z, 0-9 and the hyphen.", nameof(account));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}/(?:tmp/[0-9a-f]{32}|(?<a>[0-9a-f]{2})/(?<b>[0-9a-f]{2})/\k<a>\k<b>[0-9a-f]{28})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A(?:about|manifests|removed|ledger|bags)/[0-9A-Za-z][0-9A-Za-z.-]{0,99}\z|\A(?:records|keys)/(?<a>[0-9a-f]{2})/\k<a>[0-9a-f]{62}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex VaultForm();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}\z")]
    private static partial Regex AccountForm();
}
