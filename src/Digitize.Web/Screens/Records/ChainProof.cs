using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Privacy;

namespace Digitize.Web.Screens.Records;

/// <summary>Whether the audit of an account is as it was written.</summary>
/// <param name="IsAnchored">It was compared with where it stood at the last backup: without that, nobody sees that its end was cut off.</param>
public sealed record ChainProof(AuditVerdict Verdict, bool IsAnchored);

/// <summary>Reads chains through, one at a time: a long one is work for the database, and a page that is opened often must not be a way to stop the service.</summary>
public sealed class ChainProofs(AuditTrail trail, BackupJob backups) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<ChainProof> ProveAsync(AccountId account, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var anchors = await AnchorsAsync(cancel);
            return new ChainProof(await trail.VerifyAsync(account, anchors, cancel), anchors.Any(anchor => anchor.Account == account));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>None where no vault can be read.</summary>
    private async Task<IReadOnlyList<AuditHead>> AnchorsAsync(CancellationToken cancel)
    {
        try
        {
            return await backups.AnchorsAsync(cancel);
        }
        catch (Exception away) when (away is IOException or DamagedVaultException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
