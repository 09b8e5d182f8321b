using System.Security.Cryptography;

namespace Digitize.Accounts;

/// <summary>Random characters without bias.</summary>
internal static class RandomText
{
    public const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string Of(int length, string alphabet, RandomNumberGenerator random)
    {
        // Bytes above the last whole multiple of the alphabet would make its first letters more frequent.
        var limit = 256 / alphabet.Length * alphabet.Length;
        var text = new char[length];
        var draw = new byte[1];
        for (var at = 0; at < length;)
        {
            random.GetBytes(draw);
            if (draw[0] < limit)
            {
                text[at++] = alphabet[draw[0] % alphabet.Length];
            }
        }

        return new string(text);
    }
}
