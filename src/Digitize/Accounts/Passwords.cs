using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Digitize.Accounts;

/// <summary>What is wrong with a new password.</summary>
public enum PasswordFault
{
    TooShort,
    TooLong,
    Common,
    ContainsName,
}

/// <summary>Issues, judges, hashes and checks passwords. No rules of composition: length is what counts.</summary>
public sealed class Passwords(RandomNumberGenerator random)
{
    /// <summary>Without a second factor.</summary>
    public const int ShortestLength = 15;

    /// <summary>Enough for any sentence; the hash reads all of it, and so it has to end somewhere.</summary>
    public const int LongestLength = 256;

    /// <summary>PBKDF2 with HMAC-SHA512, as OWASP asks; the framework's own default is 100 000.</summary>
    private const int Iterations = 220_000;

    /// <summary>No letters that look alike on paper.</summary>
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    private static readonly string[] Common =
    [
        "password", "passwort", "kennwort", "geheim", "qwertz", "qwerty", "asdfgh", "abc123", "letmein", "welcome", "willkommen", "admin", "administrator",
        "iloveyou", "hallo", "schatz", "sommer", "winter", "digitize", "changeme", "monkey", "dragon", "football", "fussball", "master", "login", "test",
    ];

    private readonly PasswordHasher<User> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    /// <summary>Hashed when nobody has the login, so that the answer takes as long as for somebody.</summary>
    private readonly Lazy<string> _nobody = new(() => new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = Iterations })).HashPassword(null!, Alphabet));

    /// <summary>Four groups of five, 99 bits.</summary>
    public string Issue() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomText.Of(5, Alphabet, random)));

    public static IReadOnlyList<PasswordFault> Judge(string password, string login)
    {
        var faults = new List<PasswordFault>();
        var runes = password.EnumerateRunes().Count();
        if (runes < ShortestLength)
        {
            faults.Add(PasswordFault.TooShort);
        }

        if (runes > LongestLength)
        {
            faults.Add(PasswordFault.TooLong);
        }

        if (IsCommon(password))
        {
            faults.Add(PasswordFault.Common);
        }

        var name = login.Split('@')[0];
        if (name.Length >= 4 && password.Contains(name, StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(PasswordFault.ContainsName);
        }

        return faults;
    }

    public string Hash(string password) => _hasher.HashPassword(null!, password);

    public bool Fits(string? hash, string password) =>
        _hasher.VerifyHashedPassword(null!, hash ?? _nobody.Value, password) != PasswordVerificationResult.Failed && hash is not null;

    /// <summary>Common words, digits and repetitions are no more than a few guesses each: what is left without them must still be something.</summary>
    private static bool IsCommon(string password)
    {
        var rest = password.ToLowerInvariant();
        foreach (var word in Common)
        {
            rest = rest.Replace(word, "", StringComparison.Ordinal);
        }

        return rest.Where(char.IsLetter).Distinct().Count() + (rest.Where(char.IsDigit).Distinct().Count() / 3) < 4;
    }
}
