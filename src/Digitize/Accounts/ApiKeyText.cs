using System.Security.Cryptography;
using System.Text;

namespace Digitize.Accounts;

/// <summary>
/// An API key as its owner holds it: <c>dgt_&lt;id&gt;_&lt;secret&gt;&lt;check&gt;</c>, 12, 43 and 6 letters and digits. The prefix lets
/// scanners find a leaked key, the check tells a mistyped one without asking the database. Shown once, never stored.
/// </summary>
public sealed record ApiKeyText
{
    private const string Prefix = "dgt_";
    private const int IdLength = 12;

    /// <summary>256 bits: a fast hash is enough to keep it by.</summary>
    private const int SecretLength = 43;
    private const int CheckLength = 6;
    private const int Length = 4 + IdLength + 1 + SecretLength + CheckLength;

    private ApiKeyText(string id, string secret)
    {
        Id = id;
        Secret = secret;
    }

    public string Id { get; }

    /// <summary>What is kept of the secret.</summary>
    public byte[] SecretSha256 => SHA256.HashData(Encoding.ASCII.GetBytes(Secret));

    private string Secret { get; }

    public static ApiKeyText New(RandomNumberGenerator random) =>
        new(RandomText.Of(IdLength, RandomText.Base62, random), RandomText.Of(SecretLength, RandomText.Base62, random));

    /// <summary>Null when <paramref name="text"/> is not a key, or one with a slip of the pen.</summary>
    public static ApiKeyText? TryParse(string? text)
    {
        if (text is null || text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_')
        {
            return null;
        }

        var id = text.Substring(Prefix.Length, IdLength);
        var secret = text.Substring(Prefix.Length + IdLength + 1, SecretLength);
        return text.EndsWith(Check(id, secret), StringComparison.Ordinal) ? new ApiKeyText(id, secret) : null;
    }

    /// <summary>The whole key, for its owner's eyes.</summary>
    public string Reveal() => $"{Prefix}{Id}_{Secret}{Check(Id, Secret)}";

    /// <summary>Never the secret: this is what lands in a log by accident.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";

    private static string Check(string id, string secret) =>
        string.Create(CheckLength, SHA256.HashData(Encoding.ASCII.GetBytes($"{Prefix}{id}_{secret}")), (text, hash) =>
        {
            for (var at = 0; at < text.Length; at++)
            {
                text[at] = RandomText.Base62[hash[at] % RandomText.Base62.Length];
            }
        });
}
