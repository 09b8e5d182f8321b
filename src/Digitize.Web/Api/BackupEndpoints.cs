using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Documents;
using Digitize.Retention;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>Backups for those who run the installation, and erasure for those whose letters are in it.</summary>
internal static class BackupEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/installation/vaults", ListVaultsAsync).Needs(Permissions.ReadOverview).WithName("listVaults").WithSummary("How the vaults do: last backup, verification, scrub and restore.").Produces<VaultAnswer[]>();
        routes.MapGet("/api/v1/installation/backups", ListBackupsAsync).Needs(Permissions.ReadOverview).WithName("listBackups").WithSummary("All backups, by vault and time.").Produces<BackupAnswer[]>();
        routes.MapPost("/api/v1/installation/backups", RequestAsync).Needs(Permissions.ManageInstallation).WithName("requestBackup").WithSummary("Back up to every vault within a minute.").Produces(202);
        routes.MapPost("/api/v1/documents/{id}/erasure", EraseAsync).Needs(Permissions.ManageAccount).WithName("eraseDocument")
            .WithSummary("End a document at once and for good, past the trash; the receipt says when every copy is gone.").Produces<ErasureReceipt>();
    }

    private static async Task<IResult> ListVaultsAsync(BackupJob job, CancellationToken cancel) =>
        TypedResults.Ok((await job.StatesAsync(cancel)).Select(VaultAnswer.Of).ToArray());

    private static async Task<IResult> ListBackupsAsync(BackupJob job, CancellationToken cancel)
    {
        try
        {
            return TypedResults.Ok(job.HasVault ? (await job.ListAsync(null, cancel)).Select(BackupAnswer.Of).ToArray() : []);
        }
        catch (DamagedVaultException damaged)
        {
            return new Problem(ProblemTypes.WrongState, damaged.Message);
        }
    }

    internal static Task<IResult> RequestAsync(BackupJob job)
    {
        if (!job.HasVault)
        {
            return Task.FromResult<IResult>(new Problem(ProblemTypes.WrongState, "No vault is set."));
        }

        job.AskFor();
        return Task.FromResult<IResult>(TypedResults.Accepted((string?)null));
    }

    internal static async Task<IResult> EraseAsync(string id, Erasure erasure, HttpContext context, CancellationToken cancel)
    {
        if (DocumentId.TryParse(id) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        return await erasure.EraseAsync(Callers.AccountOf(context), document, Callers.ActorOf(context), cancel) switch
        {
            ErasureResult.Erased erased => TypedResults.Ok(erased.Receipt),
            ErasureResult.OnHold => new Problem(ProblemTypes.OnHold),
            _ => new Problem(ProblemTypes.NotFound),
        };
    }
}

/// <summary>How a vault does.</summary>
internal sealed record VaultAnswer(
    string Vault, string? Backup, DateTimeOffset? TriedAt, DateTimeOffset? BackedUpAt, string? Failure, DateTimeOffset? VerifiedAt, int Faults, DateTimeOffset? ScrubbedAt, int Healed, int Lost, DateTimeOffset? RestoredAt)
{
    public static VaultAnswer Of(VaultState state) => new(
        state.Vault, state.Backup, state.TriedAt, state.BackedUpAt, state.Failure, state.VerifiedAt, state.Faults, state.ScrubbedAt, state.Healed, state.Lost, state.RestoredAt);
}

/// <summary>One backup.</summary>
internal sealed record BackupAnswer(string Vault, string Name, DateTimeOffset TakenAt, long Documents, long Files, long Bytes, int Missing)
{
    public static BackupAnswer Of(ListedBackup backup) => new(backup.Vault, backup.Name, backup.TakenAt, backup.Documents, backup.Blobs, backup.Bytes, backup.Missing);
}
