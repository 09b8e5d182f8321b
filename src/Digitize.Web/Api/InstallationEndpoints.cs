using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Storage;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>For those who run the installation: counts, reasons and logins, never a letter.</summary>
internal static class InstallationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var installation = routes.MapGroup("/api/v1/installation");
        installation.MapGet("/overview", LookAsync).Needs(Permissions.ReadOverview).WithName("getOverview").WithSummary("How the installation does: documents and work in numbers, and the workers.");
        installation.MapGet("/accounts", ListAccountsAsync).Needs(Permissions.ReadOverview).WithName("listAccounts").WithSummary("Accounts in numbers, by name; go on with after=NAME.");
        installation.MapPost("/accounts", CreateAccountAsync).Needs(Permissions.ManageInstallation).WithName("createAccount").WithSummary("Add a customer with the first owner, whose issued password is shown in this answer only.").Produces<NewAccountAnswer>(201);
        installation.MapGet("/dead-work", ListDeadAsync).Needs(Permissions.ReadOverview).WithName("listDeadWork").WithSummary("Work that was given up, the latest first, with its reasons.");
        installation.MapPost("/dead-work/retry", RetryAsync).Needs(Permissions.RetryWork).WithName("retryDeadWork").WithSummary("Send dead work again: of one document, or of one reason.");
        installation.MapGet("/users", ListUsersAsync).Needs(Permissions.ManageInstallation).WithName("listAllUsers").WithSummary("Everybody who can sign in, by login; go on with after=LOGIN.");
        installation.MapPost("/users", AddOperatorAsync).Needs(Permissions.ManageInstallation).WithName("addOperator").WithSummary("Add an operator or administrator; the issued password is shown in this answer only.");
        installation.MapPatch("/users/{user}", ChangeUserAsync).Needs(Permissions.ManageInstallation).WithName("disableUser").WithSummary("Disable any user, at once, or enable again.");
        installation.MapPost("/users/{user}/password", IssuePasswordAsync).Needs(Permissions.ManageInstallation).WithName("issuePasswordOf")
            .WithSummary("A new password for another operator or administrator, shown in this answer only: it opens nothing but its own replacement. Sessions end, second factors stay.").Produces<IssuedPasswordAnswer>();
    }

    private static async Task<IResult> LookAsync(Overview overview, Workers workers, CancellationToken cancel) =>
        TypedResults.Ok(OverviewAnswer.Of(await overview.LookAsync(cancel), await workers.ListAsync(cancel)));

    private static async Task<IResult> ListAccountsAsync(AccountCounts counts, CancellationToken cancel, string? after = null) =>
        TypedResults.Ok((await counts.ListAsync(after, cancel)).Select(AccountCountAnswer.Of).ToArray());

    internal static async Task<IResult> CreateAccountAsync(AccountRequest request, AccountRegister register, EncryptedBlobs blobs, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (request is not { Name: { } name, Owner: { } owner })
        {
            return new Problem(ProblemTypes.BadRequest, "Send name, and owner: what the first owner signs in with.");
        }

        switch (await register.CreateCustomerAsync(name, owner, id => blobs.NewAccountKey(id.ToString()), Callers.OperatorOf(context), cancel))
        {
            case NewCustomer.Created created:
                log.Changed(Callers.Of(context)!, "addition as first owner", created.Owner);
                return TypedResults.Created("/api/v1/installation/accounts", new NewAccountAnswer(created.Account.Value, name.Trim(), new NewUserAnswer(created.Owner.Value, created.Login, created.Password)));
            case NewCustomer.NameTaken:
                return new Problem(ProblemTypes.Taken, "There is an account of this name already.");
            case NewCustomer.LoginTaken:
                return new Problem(ProblemTypes.Taken, "Somebody signs in with this login already.");
            case NewCustomer.NameUnusable:
                return new Problem(ProblemTypes.BadRequest, $"A name has 1 to {AccountRegister.LongestName} characters.");
            default:
                return new Problem(ProblemTypes.BadRequest, $"A login has 1 to {AccountRegister.LongestName} characters and no blanks.");
        }
    }

    private static async Task<IResult> ListDeadAsync(DeadWork dead, CancellationToken cancel, FailureCode? reason = null) =>
        TypedResults.Ok((await dead.ListAsync(reason, cancel)).Select(DeadWorkAnswer.Of).ToArray());

    internal static async Task<IResult> RetryAsync(RetryRequest request, DeadWork dead, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        switch (request)
        {
            case { Document: { } document, Reason: null }:
                if (!await dead.RetryAsync(new DocumentId(document), Callers.OperatorOf(context), cancel))
                {
                    return new Problem(ProblemTypes.NotFound, "No work of this document is dead.");
                }

                log.Retried(Callers.Of(context)!, 1);
                return TypedResults.Ok(new RetryAnswer(1));
            case { Document: null, Reason: { } reason } when Enum.IsDefined(reason):
                var started = await dead.RetryAllAsync(reason, Callers.OperatorOf(context), cancel);
                log.Retried(Callers.Of(context)!, started);
                return TypedResults.Ok(new RetryAnswer(started));
            default:
                return new Problem(ProblemTypes.BadRequest, "Send either a document or a reason.");
        }
    }

    private static async Task<IResult> ListUsersAsync(InstallationPeople people, CancellationToken cancel, Guid? account = null, string? after = null) =>
        TypedResults.Ok((await people.ListAsync(account is { } id ? new AccountId(id) : null, after, cancel)).Select(KnownUserAnswer.Of).ToArray());

    internal static async Task<IResult> AddOperatorAsync(OperatorRequest request, AccountRegister register, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (request.Login is null || request.Role is not { } role || !Enum.IsDefined(role))
        {
            return new Problem(ProblemTypes.BadRequest, "Send login and role: operator or administrator.");
        }

        switch (await register.CreateUserAsync(request.Login, role, Callers.OperatorOf(context), cancel))
        {
            case NewUser.Created created:
                log.Changed(Callers.Of(context)!, $"addition as {role}", created.Id);
                return TypedResults.Created($"/api/v1/installation/users/{created.Id}", new NewUserAnswer(created.Id.Value, User.Normalize(request.Login), created.Password));
            case NewUser.LoginTaken:
                return new Problem(ProblemTypes.Taken, "Somebody signs in with this login already.");
            case NewUser.LoginUnusable:
                return new Problem(ProblemTypes.BadRequest, $"A login has 1 to {AccountRegister.LongestName} characters and no blanks.");
            default:
                throw new UnreachableException();
        }
    }

    internal static async Task<IResult> ChangeUserAsync(string user, UserChangeRequest request, InstallationPeople people, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (request.Disabled is not { } isDisabled)
        {
            return new Problem(ProblemTypes.BadRequest, "Say whether the user is disabled.");
        }

        if (UserId.TryParse(user) is not { } id)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        switch (await people.DisableAsync(id, isDisabled, Callers.OperatorOf(context), cancel))
        {
            case UserChange.Done:
                log.Changed(Callers.Of(context)!, isDisabled ? "disabling" : "enabling", id);
                return TypedResults.NoContent();
            case UserChange.NoSuchUser:
                return new Problem(ProblemTypes.NotFound);
            case UserChange.LastAdministrator:
                return new Problem(ProblemTypes.LastAdministrator);
            default:
                throw new UnreachableException();
        }
    }

    internal static async Task<IResult> IssuePasswordAsync(string user, InstallationPeople people, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (UserId.TryParse(user) is not { } id)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        // Whoever has got hold of a session must not turn it into a password.
        if (Callers.Of(context)!.User == id)
        {
            return new Problem(ProblemTypes.Forbidden, "Your own password is replaced by PUT /api/v1/account/password, which asks for the one you have.");
        }

        switch (await people.IssuePasswordAsync(id, Callers.OperatorOf(context), cancel))
        {
            case UserChange.PasswordIssued issued:
                log.Changed(Callers.Of(context)!, "issued password", id);
                return TypedResults.Ok(new IssuedPasswordAnswer(issued.Password));
            case UserChange.NoSuchUser:
                return new Problem(ProblemTypes.NotFound);
            case UserChange.BelongsElsewhere:
                return new Problem(ProblemTypes.BelongsElsewhere);
            default:
                throw new UnreachableException();
        }
    }
}
