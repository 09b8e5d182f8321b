using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>The people of the caller's account.</summary>
internal static class MemberEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/v1/users").Needs(Permissions.ManageAccount);
        users.MapGet("", ListAsync).WithName("listUsers").WithSummary("The people of the account.");
        users.MapPost("", InviteAsync).WithName("inviteUser").WithSummary("Let a person in; the issued password is shown in this answer only.");
        users.MapPatch("/{user}", EditAsync).WithName("changeUser").WithSummary("Another role, or shut out and let in again, at once.");
        users.MapDelete("/{user}", RemoveAsync).WithName("removeUser").WithSummary("Take a person out of the account, at once.");
        users.MapPost("/{user}/password", IssuePasswordAsync).WithName("issuePassword").WithSummary("A new password, shown in this answer only; the person's sessions end.");
    }

    private static async Task<IResult> ListAsync(Members members, HttpContext context, CancellationToken cancel) =>
        TypedResults.Ok((await members.ListAsync(Callers.AccountOf(context), cancel)).Select(MemberAnswer.Of).ToArray());

    internal static async Task<IResult> InviteAsync(MemberRequest request, AccountRegister register, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (request.Login is null || request.Role is not { } role || !Enum.IsDefined(role))
        {
            return new Problem(ProblemTypes.BadRequest, "Send login and role: reader, member or owner.");
        }

        var caller = Callers.Of(context)!;
        if (!caller.May(Grants.Of(role)))
        {
            return MoreThanCaller();
        }

        switch (await register.CreateUserAsync(request.Login, Callers.AccountOf(context), role, caller.Actor, cancel))
        {
            case NewUser.Created created:
                log.Changed(caller, $"invitation as {role}", created.Id);
                return TypedResults.Created($"/api/v1/users/{created.Id}", new NewUserAnswer(created.Id.Value, User.Normalize(request.Login), created.Password));
            case NewUser.LoginTaken:
                return new Problem(ProblemTypes.Taken, "Somebody signs in with this login already.");
            case NewUser.LoginUnusable:
                return new Problem(ProblemTypes.BadRequest, $"A login has 1 to {AccountRegister.LongestName} characters and no blanks.");
            case NewUser.NoSuchAccount:
                return new Problem(ProblemTypes.NotFound);
            default:
                throw new UnreachableException();
        }
    }

    internal static async Task<IResult> EditAsync(string user, MemberChangeRequest request, Members members, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (request.Role is { } role && !Enum.IsDefined(role))
        {
            return new Problem(ProblemTypes.BadRequest, "A role is reader, member or owner.");
        }

        return await ChangeAsync(user, "change", id => members.EditAsync(Callers.Of(context)!, Callers.AccountOf(context), id, new MemberEdit(request.Role, request.Disabled), cancel), log, context);
    }

    internal static Task<IResult> RemoveAsync(string user, Members members, AccessLog log, HttpContext context, CancellationToken cancel) =>
        ChangeAsync(user, "removal", id => members.RemoveAsync(Callers.Of(context)!, Callers.AccountOf(context), id, cancel), log, context);

    internal static Task<IResult> IssuePasswordAsync(string user, Members members, AccessLog log, HttpContext context, CancellationToken cancel) =>
        ChangeAsync(user, "issued password", id => members.IssuePasswordAsync(Callers.Of(context)!, Callers.AccountOf(context), id, cancel), log, context);

    private static async Task<IResult> ChangeAsync(string user, string change, Func<UserId, Task<MemberChange>> make, AccessLog log, HttpContext context)
    {
        if (UserId.TryParse(user) is not { } id)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var made = await make(id);
        if (made is MemberChange.Done or MemberChange.PasswordIssued)
        {
            log.Changed(Callers.Of(context)!, change, id);
        }

        return made switch
        {
            MemberChange.Done => TypedResults.NoContent(),
            MemberChange.PasswordIssued issued => TypedResults.Ok(new IssuedPasswordAnswer(issued.Password)),
            MemberChange.NoSuchMember => new Problem(ProblemTypes.NotFound),
            MemberChange.LastOwner => new Problem(ProblemTypes.LastOwner),
            MemberChange.BelongsElsewhere => new Problem(ProblemTypes.BelongsElsewhere),
            MemberChange.MoreThanCaller => MoreThanCaller(),
            _ => throw new UnreachableException(),
        };
    }

    private static Problem MoreThanCaller() => new(ProblemTypes.Forbidden, "Nobody gives or takes more than they have.");
}
