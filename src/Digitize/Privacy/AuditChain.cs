using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Digitize.Accounts;

namespace Digitize.Privacy;

/// <summary>What is wrong with a chain.</summary>
public enum AuditFault
{
    /// <summary>The entry is not as it was written, or was never written by this installation.</summary>
    Changed,

    /// <summary>An entry that was there is gone.</summary>
    Missing,

    /// <summary>The entry was written for another place in the chain.</summary>
    Reordered,

    /// <summary>The chain was longer once, as an anchor from outside tells.</summary>
    CutOff,
}

/// <summary>The first place at which a chain is not what it was.</summary>
/// <param name="Account">Whose chain; null for the installation's.</param>
public sealed record AuditFinding(AccountId? Account, long Sequence, AuditFault Fault)
{
    /// <summary>One sentence, for people.</summary>
    public string Sentence
    {
        get
        {
            var chain = Account is { } account ? $"the audit of account {account}" : "the audit of the installation";
            return Fault switch
            {
                AuditFault.Changed => $"{chain} was tampered with: entry {Sequence} was changed or put in.",
                AuditFault.Missing => $"{chain} was tampered with: entry {Sequence} is missing.",
                AuditFault.Reordered => $"{chain} was tampered with: at entry {Sequence} stands one of another place.",
                AuditFault.CutOff => $"{chain} was tampered with: it was cut off from entry {Sequence} on.",
                _ => throw new ArgumentOutOfRangeException(nameof(Fault), Fault, null),
            };
        }
    }
}

/// <summary>
/// Seals entries and finds the first that is not as it was sealed. Each entry's seal is an HMAC-SHA256 over all of it and over the seal of the entry before, under a secret of the installation that is not in the clear in the
/// database: who edits the rows by hand can neither change an entry nor write the chain anew. What is cut off at the end shows against an anchor that was kept elsewhere.
/// </summary>
public static class AuditChain
{
    /// <summary>Raised when the bytes that are sealed change.</summary>
    private const byte Version = 1;

    /// <summary>How far from its place the true place of an entry is looked for.</summary>
    private const long Reach = 100_000;

    /// <summary>Longer details than the service writes: whoever put them there would have the search for their place take forever.</summary>
    private const int LongestSearched = 64 * 1024;

    /// <summary>What stands before the first entry: bound to the chain, so that no chain can be shown as another's.</summary>
    public static byte[] Genesis(ReadOnlySpan<byte> secret, AccountId? account) => HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes($"digitize audit chain v1 {account}"));

    /// <summary>The seal of an entry; its own <see cref="AuditEntry.Mac"/> is not looked at.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> secret, AuditEntry entry) => Seal(secret, entry, entry.Sequence);

    /// <summary>Reads a chain from its beginning to its end.</summary>
    /// <param name="entries">Of <paramref name="account"/>, by their sequence.</param>
    /// <param name="anchors">What is known from outside; those of other chains are left out.</param>
    /// <returns>Null when the chain is sound as far as can be told.</returns>
    public static AuditFinding? Verify(ReadOnlySpan<byte> secret, AccountId? account, IEnumerable<AuditEntry> entries, IEnumerable<AuditHead> anchors)
    {
        var known = anchors.Where(anchor => anchor.Account == account).ToLookup(anchor => anchor.Sequence);
        var (previous, next) = (Genesis(secret, account), 1L);
        foreach (var entry in entries)
        {
            if (Judge(secret, entry, previous, next) is { } fault)
            {
                return new AuditFinding(account, next, fault);
            }

            if (known[next].Any(anchor => !anchor.Mac.AsSpan().SequenceEqual(entry.Mac)))
            {
                return new AuditFinding(account, next, AuditFault.Changed);
            }

            (previous, next) = (entry.Mac, next + 1);
        }

        return known.Any(anchor => anchor.Key >= next) ? new AuditFinding(account, next, AuditFault.CutOff) : null;
    }

    private static AuditFault? Judge(ReadOnlySpan<byte> secret, AuditEntry entry, byte[] previous, long expected)
    {
        if (!IsSealedFor(secret, entry, entry.Sequence))
        {
            return IsOfAnotherPlace(secret, entry) ? AuditFault.Reordered : AuditFault.Changed;
        }

        return entry.Sequence > expected ? AuditFault.Missing
            : entry.Sequence < expected ? AuditFault.Changed
            : !entry.PreviousMac.AsSpan().SequenceEqual(previous) ? AuditFault.Missing
            : null;
    }

    private static bool IsOfAnotherPlace(ReadOnlySpan<byte> secret, AuditEntry entry)
    {
        if (entry.Details?.Length > LongestSearched)
        {
            return false;
        }

        for (var place = Math.Max(1, entry.Sequence - Reach); place < entry.Sequence + Reach; place++)
        {
            if (IsSealedFor(secret, entry, place))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSealedFor(ReadOnlySpan<byte> secret, AuditEntry entry, long place) => CryptographicOperations.FixedTimeEquals(Seal(secret, entry, place), entry.Mac);

    /// <summary>Every field with its length, so that no two entries give the same bytes.</summary>
    private static byte[] Seal(ReadOnlySpan<byte> secret, AuditEntry entry, long sequence)
    {
        using var bytes = new MemoryStream();
        bytes.WriteByte(Version);
        Write(bytes, entry.AccountId?.ToString());
        Write(bytes, sequence);
        Write(bytes, entry.At.ToUnixTimeMilliseconds());
        Write(bytes, entry.ActorKind.ToString());
        Write(bytes, entry.ActorId);
        Write(bytes, entry.Action.ToString());
        Write(bytes, entry.ObjectKind?.ToString());
        Write(bytes, entry.ObjectId);
        Write(bytes, entry.Reason);
        Write(bytes, entry.Outcome.ToString());
        Write(bytes, entry.Details);
        Write(bytes, entry.PreviousMac);
        return HMACSHA256.HashData(secret, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static void Write(MemoryStream bytes, string? text) => Write(bytes, text is null ? null : Encoding.UTF8.GetBytes(text));

    private static void Write(MemoryStream bytes, byte[]? field)
    {
        Write(bytes, field?.Length ?? -1L);
        bytes.Write(field ?? []);
    }

    private static void Write(MemoryStream bytes, long number)
    {
        Span<byte> written = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(written, number);
        bytes.Write(written);
    }
}
