using System.Data.Common;
using Digitize.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Digitize.Web.Access;

/// <summary>A question for a device: what the browser gets, and what we have to see again with the answer.</summary>
internal sealed record PasskeyQuestion(string Options, string State);

/// <summary>
/// Asks devices and judges their answers by the steps of WebAuthn, with the framework's handler. The statement that a device makes about its maker is neither asked for nor judged.
/// </summary>
internal sealed class PasskeyCeremonies : IDisposable
{
    /// <summary>Of an answer, in characters: a credential's id and an RSA key are the largest things in it.</summary>
    public const int LongestAnswer = 16_384;

    /// <summary>ES256 and RS256, which every device has one of (COSE, RFC 9053).</summary>
    private static readonly int[] Algorithms = [-7, -257];

    private readonly UserManager<User> _users;
    private readonly PasskeyHandler<User> _handler;

    public PasskeyCeremonies(PasskeyStore store, RelyingParty party)
    {
        // The handler asks it for users and passkeys, which it hands on to the store. Nothing else of it is used.
        _users = new UserManager<User>(store, Options.Create(new IdentityOptions()), new PasswordHasher<User>(), [], [], new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(), null!, NullLogger<UserManager<User>>.Instance);
        _handler = new PasskeyHandler<User>(_users, Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = party.Domain,
            AuthenticatorTimeout = PasskeyChallenge.LongestLife,
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "required",
            AttestationConveyancePreference = "none",
            IsAllowedAlgorithm = algorithm => Algorithms.Contains(algorithm),
            ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && party.Is(asked.Origin, asked.HttpContext.Connection.LocalPort)),
        }));
    }

    /// <summary>For a new passkey of the user; devices that have one already do not make another.</summary>
    public async Task<PasskeyQuestion> AskToCreateAsync(UserId user, string login, HttpContext context)
    {
        var asked = await _handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = user.ToString(), Name = login, DisplayName = login }, context);
        return new PasskeyQuestion(asked.CreationOptionsJson, asked.AttestationState ?? "");
    }

    /// <summary>For anybody's passkey: the device says whose it is.</summary>
    public async Task<PasskeyQuestion> AskToSignAsync(HttpContext context)
    {
        var asked = await _handler.MakeRequestOptionsAsync(null, context);
        return new PasskeyQuestion(asked.RequestOptionsJson, asked.AssertionState ?? "");
    }

    /// <returns>Null when anything about the answer is not as it must be.</returns>
    public async Task<UserPasskeyInfo?> JudgeCreatedAsync(string state, string answer, HttpContext context)
    {
        var judged = await _handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = answer, AttestationState = state });
        ThrowIfWorldMisbehaved(judged.Failure);
        return judged.Succeeded ? judged.Passkey : null;
    }

    /// <returns>Null when anything about the answer is not as it must be; the counter is still to be looked at.</returns>
    public async Task<(UserId User, UserPasskeyInfo Passkey)?> JudgeSignedAsync(string state, string answer, HttpContext context)
    {
        var judged = await _handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = answer, AssertionState = state });
        ThrowIfWorldMisbehaved(judged.Failure);
        return judged.Succeeded ? (judged.User.Id, judged.Passkey) : null;
    }

    public void Dispose() => _users.Dispose();

    /// <summary>The handler catches everything; a database that is away is no fault of the passkey.</summary>
    private static void ThrowIfWorldMisbehaved(PasskeyException? failure)
    {
        for (var cause = failure?.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException or TimeoutException)
            {
                throw new InvalidOperationException("Passkeys could not be looked up.", cause);
            }
        }
    }
}
