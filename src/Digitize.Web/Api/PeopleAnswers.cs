using Digitize.Accounts;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Processing;

namespace Digitize.Web.Api;

/// <summary>Asks for a session.</summary>
public sealed record SessionRequest(string Login, string Password)
{
    public override string ToString() => nameof(SessionRequest);
}

/// <summary>The second step: what the app shows, or a recovery code.</summary>
public sealed record CodeRequest(string Code)
{
    public override string ToString() => nameof(CodeRequest);
}

/// <summary>What is still to come before there is a session: <c>code</c>.</summary>
public sealed record SignInStepAnswer(string Needs);

/// <summary>Who is signed in. Until a password that must be replaced is, the caller may do nothing else.</summary>
public sealed record CallerAnswer(Guid? Account, Guid? User, IReadOnlyList<string> Scopes, bool MustReplacePassword)
{
    internal static CallerAnswer Of(Caller caller) => new(
        caller.Account?.Value, caller.User?.Value, Grants.ScopesOf(caller.Granted).Split(',', StringSplitOptions.RemoveEmptyEntries), caller.MustReplacePassword);
}

/// <summary>A new password for the one who is signed in.</summary>
public sealed record PasswordRequest(string Current, string New)
{
    public override string ToString() => nameof(PasswordRequest);
}

/// <summary>The password once more, before something that matters.</summary>
public sealed record ProofRequest(string Password)
{
    public override string ToString() => nameof(ProofRequest);
}

/// <summary>Password and second factor once more, before something that matters.</summary>
public sealed record FullProofRequest(string Password, string Code)
{
    public override string ToString() => nameof(FullProofRequest);
}

/// <summary>One's own protection.</summary>
public sealed record FactorAnswer(bool HasAuthenticator, int RecoveryCodesLeft);

/// <summary>The secret of a new authenticator app, shown this once: to be typed in, or as a picture of <see cref="Uri"/>.</summary>
public sealed record AuthenticatorAnswer(string Secret, string Uri)
{
    public override string ToString() => nameof(AuthenticatorAnswer);
}

/// <summary>Codes for the day when the phone is lost, shown this once. Each opens once.</summary>
public sealed record RecoveryCodesAnswer(IReadOnlyList<string> RecoveryCodes)
{
    public override string ToString() => nameof(RecoveryCodesAnswer);
}

/// <summary>One of one's own sessions.</summary>
public sealed record KnownSessionAnswer(string Id, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, bool IsThis)
{
    internal static KnownSessionAnswer Of(KnownSession row) => new(row.Id, row.CreatedAt, row.SeenAt, row.IsThis);
}

/// <summary>Lets a person into the account.</summary>
public sealed record MemberRequest(string Login, Role? Role);

/// <summary>A person with a new password, which is shown this once.</summary>
public sealed record NewUserAnswer(Guid Id, string Login, string Password)
{
    public override string ToString() => Id.ToString();
}

/// <summary>A change of a person in the account; what is null stays as it is.</summary>
public sealed record MemberChangeRequest(Role? Role, bool? Disabled);

/// <summary>A person in the account.</summary>
public sealed record MemberAnswer(Guid Id, string Login, Role Role, bool Disabled, bool HasSecondFactor, DateTimeOffset CreatedAt)
{
    internal static MemberAnswer Of(Member row) => new(row.Id.Value, row.Login, row.Role, row.IsDisabled, row.HasSecondFactor, row.CreatedAt);
}

/// <summary>A password that was issued, shown this once.</summary>
public sealed record IssuedPasswordAnswer(string Password)
{
    public override string ToString() => nameof(IssuedPasswordAnswer);
}

/// <summary>How the installation does. Work that is done is not counted; <paramref name="OldestReadySeconds"/> is null when nothing waits.</summary>
public sealed record OverviewAnswer(
    IReadOnlyDictionary<string, int> Documents, IReadOnlyDictionary<string, int> Work, double? OldestReadySeconds, IReadOnlyDictionary<string, int> DeadByReason, IReadOnlyList<WorkerAnswer> Workers)
{
    internal static OverviewAnswer Of(OverviewFacts facts, IReadOnlyList<KnownWorker> workers) => new(
        Named(facts.Documents), Named(facts.Work), facts.OldestReady?.TotalSeconds, Named(facts.DeadByReason), [.. workers.Select(WorkerAnswer.Of)]);

    private static Dictionary<string, int> Named<T>(IReadOnlyDictionary<T, int> counts) where T : struct, Enum => counts.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);
}

/// <summary>A process that reads pages; counts are since its start. One that is not alive has said nothing for a minute: what it held goes to others.</summary>
public sealed record WorkerAnswer(string Name, bool Alive, int Readers, string? Isolation, DateTimeOffset StartedAt, DateTimeOffset SeenAt, long Pages, long Failures, double BusySeconds)
{
    internal static WorkerAnswer Of(KnownWorker worker) => new(
        worker.Row.Name, worker.IsAlive, worker.Row.Readers, worker.Row.Isolation, worker.Row.StartedAt, worker.Row.SeenAt, worker.Row.Pages, worker.Row.Failures, worker.Row.BusySeconds);
}

/// <summary>An account in numbers; bytes are those of originals and PDFs.</summary>
public sealed record AccountCountAnswer(Guid Id, string Name, DateTimeOffset CreatedAt, int Users, int Documents, long Pages, long Bytes, IReadOnlyDictionary<string, int> Failures)
{
    internal static AccountCountAnswer Of(AccountCount row) => new(
        row.Id.Value, row.Name, row.CreatedAt, row.Users, row.Documents, row.Pages, row.Bytes, row.Failures.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value));
}

/// <summary>Work that was given up, and why: ids and reasons, no content.</summary>
public sealed record DeadWorkAnswer(Guid Account, Guid Document, WorkKind Kind, int? Page, string? Reason, string? English, string? German, int Attempts, DateTimeOffset? DiedAt)
{
    internal static DeadWorkAnswer Of(DeadItem row)
    {
        var type = row.Reason is { } code ? Problems.ProblemTypes.For(code) : null;
        return new(row.Account.Value, row.Document.Value, row.Kind, row.Page?.Value, row.Reason?.ToString(), type?.English, type?.German, row.Attempts, row.DiedAt);
    }
}

/// <summary>Which dead work to send again: that of one document, or all that died of one reason.</summary>
public sealed record RetryRequest(Guid? Document, FailureCode? Reason);

/// <summary>How many documents are being read again.</summary>
public sealed record RetryAnswer(int Documents);

/// <summary>A customer, and who is to be the first owner of the account.</summary>
public sealed record AccountRequest(string? Name, string? Owner);

/// <summary>An account, and its owner with a password that is shown this once.</summary>
public sealed record NewAccountAnswer(Guid Id, string Name, NewUserAnswer Owner);

/// <summary>Somebody who runs the installation.</summary>
public sealed record OperatorRequest(string Login, InstallationRole? Role);

/// <summary>A change of any user; what is null stays as it is.</summary>
public sealed record UserChangeRequest(bool? Disabled);

/// <summary>Somebody who can sign in.</summary>
public sealed record KnownUserAnswer(Guid Id, string Login, InstallationRole? InstallationRole, IReadOnlyList<Guid> Accounts, bool Disabled, bool HasSecondFactor, DateTimeOffset CreatedAt)
{
    internal static KnownUserAnswer Of(KnownUser row) => new(
        row.Id.Value, row.Login, row.InstallationRole, [.. row.Accounts.Select(account => account.Value)], row.IsDisabled, row.HasSecondFactor, row.CreatedAt);
}
