using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Operations;
using Digitize.Retention;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>What retention will do, and the end of contracts: for owners of an account, and for administrators of the installation.</summary>
internal static class LeavingEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/retention/preview", PreviewAsync).Needs(Permissions.ManageAccount).WithName("previewRetention").WithSummary("What the next round of retention does, with reasons; changes nothing.").Produces<RetentionPreviewAnswer>();

        // A key of another system must not end a contract.
        var own = routes.MapGroup("/api/v1/account/contract-end").Needs(Permissions.ManageAccount).AddEndpointFilter(OwnAccountEndpoints.PeopleOnlyAsync);
        own.MapGet("", (Contracts contracts, RetentionOptions options, TimeProvider time, HttpContext context, CancellationToken cancel) => ShowAsync(Callers.AccountOf(context), contracts, options, time, cancel))
            .WithName("getContractEnd").WithSummary("When the contract of the account ends, and what comes next.").Produces<ContractEndAnswer>();
        own.MapPost("", (ContractEndRequest request, Contracts contracts, RetentionOptions options, TimeProvider time, HttpContext context, CancellationToken cancel) => EndAsync(Callers.AccountOf(context), request, contracts, options, time, Callers.ActorOf(context), cancel))
            .WithName("endContract").WithSummary("End the contract of the account: from that day on nothing new is taken in, later the documents go; eraseOn lets them go earlier.").Produces<ContractEndAnswer>();
        own.MapDelete("", (Contracts contracts, HttpContext context, CancellationToken cancel) => UndoAsync(Callers.AccountOf(context), contracts, Callers.ActorOf(context), cancel))
            .WithName("undoContractEnd").WithSummary("The contract goes on; possible until the documents have gone.");

        var any = routes.MapGroup("/api/v1/installation/accounts/{account}/contract-end").Needs(Permissions.ManageInstallation);
        any.MapPost("", async (string account, ContractEndRequest request, Contracts contracts, RetentionOptions options, TimeProvider time, HttpContext context, CancellationToken cancel) =>
            AccountId.TryParse(account) is { } id ? await EndAsync(id, request, contracts, options, time, Callers.OperatorOf(context), cancel) : new Problem(ProblemTypes.NotFound))
            .WithName("endContractOf").WithSummary("End the contract of any account.").Produces<ContractEndAnswer>();
        any.MapDelete("", async (string account, Contracts contracts, HttpContext context, CancellationToken cancel) => AccountId.TryParse(account) is { } id ? await UndoAsync(id, contracts, Callers.OperatorOf(context), cancel) : new Problem(ProblemTypes.NotFound))
            .WithName("undoContractEndOf").WithSummary("The contract of any account goes on.");
    }

    private static async Task<IResult> PreviewAsync(RetentionRounds rounds, HttpContext context, CancellationToken cancel) =>
        TypedResults.Ok(RetentionPreviewAnswer.Of(await rounds.PreviewAsync(Callers.AccountOf(context), cancel)));

    private static async Task<IResult> ShowAsync(AccountId account, Contracts contracts, RetentionOptions options, TimeProvider time, CancellationToken cancel) =>
        await contracts.FindAsync(account, cancel) is { } end
            ? TypedResults.Ok(ContractEndAnswer.Of(end, ContractPolicy.Decide(ContractFacts.Of(end, ""), time.GetUtcNow(), options)))
            : new Problem(ProblemTypes.NotFound);

    internal static async Task<IResult> EndAsync(
        AccountId account, ContractEndRequest request, Contracts contracts, RetentionOptions options, TimeProvider time, Actor by, CancellationToken cancel)
    {
        if (request.On is not { } on)
        {
            return new Problem(ProblemTypes.BadRequest, "on is the day from which nothing new is taken in, as 2026-03-31.");
        }

        return Answer(await contracts.EndAsync(account, on, request.EraseOn, by, cancel)) ?? await ShowAsync(account, contracts, options, time, cancel);
    }

    internal static async Task<IResult> UndoAsync(AccountId account, Contracts contracts, Actor by, CancellationToken cancel) =>
        Answer(await contracts.UndoAsync(account, by, cancel)) is { } no ? no : TypedResults.NoContent();

    /// <summary>Null when it was done.</summary>
    private static Problem? Answer(ContractChange change) => change switch
    {
        ContractChange.Done => null,
        ContractChange.NoSuchAccount or ContractChange.NotEnded => new Problem(ProblemTypes.NotFound),
        ContractChange.NoSuchDay => new Problem(ProblemTypes.BadRequest, "on lies between 2000 and 2999."),
        ContractChange.EraseTooEarly => new Problem(ProblemTypes.BadRequest, "eraseOn is neither before the end of the contract nor before today."),
        ContractChange.AlreadyErased => new Problem(ProblemTypes.AlreadyErased),
        _ => throw new UnreachableException(),
    };
}
