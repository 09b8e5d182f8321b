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

    /// <summary>It is the one that is to be replaced.</summary>
    Unchanged,
}

/// <summary>Issues, judges, hashes and checks passwords. No rules of composition: length is what counts.</summary>
/// <param name="iterations">Of PBKDF2. Tests that sign many people in take fewer.</param>
public sealed class Passwords(RandomNumberGenerator random, int iterations = Passwords.Iterations)
{
    /// <summary>Where the password is all there is.</summary>
    public const int ShortestAlone = 15;

    /// <summary>Where a second factor is asked for as well.</summary>
    public const int ShortestWithSecondFactor = 12;

    /// <summary>Shorter words of the context are in too many honest sentences.</summary>
    private const int ShortestContextWord = 4;

    /// <summary>Enough for any sentence; the hash reads all of it, and so it has to end somewhere.</summary>
    public const int LongestLength = 256;

    /// <summary>PBKDF2 with HMAC-SHA512, as OWASP asks; the framework's own default is 100 000.</summary>
    internal const int Iterations = 220_000;

    /// <summary>No letters that look alike on paper.</summary>
    internal const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    private readonly PasswordHasher<User> _hasher = HasherOf(iterations);

    /// <summary>Hashed when nobody has the login, so that the answer takes as long as for somebody.</summary>
    private readonly Lazy<string> _nobody = new(() => HasherOf(iterations).HashPassword(null!, Alphabet));

    /// <summary>Four groups of five, 99 bits.</summary>
    public string Issue() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomText.Of(5, Alphabet, random)));

    /// <param name="context">What a guesser knows of its owner: the login, the account's name.</param>
    public static IReadOnlyList<PasswordFault> Judge(string password, bool hasSecondFactor, params IReadOnlyList<string> context)
    {
        var faults = new List<PasswordFault>();
        var length = password.EnumerateRunes().Count();
        if (length < Shortest(hasSecondFactor))
        {
            faults.Add(PasswordFault.TooShort);
        }

        if (length > LongestLength)
        {
            faults.Add(PasswordFault.TooLong);
        }

        if (CommonPasswords.Holds(password))
        {
            faults.Add(PasswordFault.Common);
        }

        if (context.SelectMany(WordsOf).Any(word => password.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            faults.Add(PasswordFault.ContainsName);
        }

        return faults;
    }

    public static int Shortest(bool hasSecondFactor) => hasSecondFactor ? ShortestWithSecondFactor : ShortestAlone;

    public string Hash(string password) => _hasher.HashPassword(null!, password);

    public bool Fits(string? hash, string password) =>
        _hasher.VerifyHashedPassword(null!, hash ?? _nobody.Value, password) != PasswordVerificationResult.Failed && hash is not null;

    private static PasswordHasher<User> HasherOf(int iterations) => new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));

    private static IEnumerable<string> WordsOf(string context) =>
        context.Split([.. " @.,-_+&/"], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= ShortestContextWord);
}
