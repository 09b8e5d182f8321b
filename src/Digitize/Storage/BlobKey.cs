using System.Security.Cryptography;

namespace Digitize.Storage;

/// <summary>Name of a stored blob: <c>account/aa/bb/&lt;32 hex&gt;</c>, random, so that it tells nothing about the content.</summary>
public readonly record struct BlobKey
{
    private BlobKey(string value) => Value = value;

    public string Value { get; }

    public static BlobKey New(string account, RandomNumberGenerator random)
    {
        var bytes = new byte[16];
        random.GetBytes(bytes);
        var name = Convert.ToHexStringLower(bytes);
        return new BlobKey($"{account}/{name[..2]}/{name[2..4]}/{name}");
    }

    public static BlobKey? TryParse(string value) => value.Contains('/', StringComparison.Ordinal) ? new BlobKey(value) : null;

    public override string ToString() => Value;
}
