using Digitize.Accounts;
using Digitize.Database;
using Digitize.Retention;

namespace Digitize.Operations;

/// <summary>One round of retention: documents whose time is over, then contracts that have ended. One process at a time goes round.</summary>
public sealed class RetentionRounds(JobLeases leases, RetentionJob documents, ContractJob contracts)
{
    private const string Lease = "retention";

    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(5);

    /// <summary>What a round would do now. Changes nothing.</summary>
    /// <param name="account">Null for all accounts.</param>
    public async Task<RetentionPlans> PreviewAsync(AccountId? account, CancellationToken cancel) =>
        new(await documents.PlanAsync(account, cancel), await contracts.PlanAsync(account, cancel));

    /// <returns>What was done; null when somebody else goes round just now.</returns>
    public async Task<RetentionPlans?> RunAsync(CancellationToken cancel)
    {
        await using var lease = await leases.TryTakeAsync(Lease, LeaseLength, cancel);
        if (lease is null)
        {
            return null;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lease.Lost);
        return new RetentionPlans(await documents.RunAsync(either.Token), await contracts.RunAsync(either.Token));
    }
}
