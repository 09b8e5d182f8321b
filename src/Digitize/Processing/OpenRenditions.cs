using Digitize.Storage;

namespace Digitize.Processing;

/// <summary>
/// Renditions in the clear, in the scratch folder, while pages of them are drawn and a little longer: who looks at a page soon looks at the next, and finds the child
/// that has the file open. At most a few that nobody borrows stay.
/// </summary>
internal sealed class OpenRenditions(EncryptedBlobs blobs, Scratch scratch, DrawingChildren children, int mostIdle, TimeProvider time) : IAsyncDisposable
{
    /// <summary>As long as a child waits for the next page of its document.</summary>
    internal static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<BlobKey, Entry> _entries = [];

    /// <summary>The file stays where it is until the loan is disposed.</summary>
    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    internal async Task<Loan> BorrowAsync(DocumentKeys keys, BlobKey pdf, CancellationToken cancel)
    {
        Entry entry;
        lock (_gate)
        {
            entry = _entries.TryGetValue(pdf, out var known) ? known : _entries[pdf] = new Entry(pdf, new ClearFile(blobs, scratch.NewLastingFolder(), "rendition.pdf"));
            entry.Borrowers++;
            entry.Timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        try
        {
            await entry.File.FillAsync(keys, pdf, cancel);
            return new Loan(this, entry);
        }
        catch
        {
            await ReturnAsync(entry);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Entry> all;
        lock (_gate)
        {
            all = [.. _entries.Values];
            _entries.Clear();
        }

        foreach (var entry in all)
        {
            await RemoveAsync(entry);
        }
    }

    private async Task ReturnAsync(Entry entry)
    {
        List<Entry> gone;
        lock (_gate)
        {
            entry.Borrowers--;
            entry.IdleSince = time.GetTimestamp();
            var idle = _entries.Values.Where(each => each.Borrowers == 0).OrderByDescending(each => each.IdleSince).ToList();
            gone = [.. idle.Where((each, place) => !each.File.IsFilled || place >= mostIdle)];
            gone.ForEach(each => _entries.Remove(each.Pdf));
            entry.Timer ??= time.CreateTimer(_ => _ = RemoveIdleAsync(entry), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            entry.Timer.Change(IdleTime, Timeout.InfiniteTimeSpan);
        }

        foreach (var each in gone)
        {
            await RemoveAsync(each);
        }
    }

    private async Task RemoveIdleAsync(Entry entry)
    {
        lock (_gate)
        {
            if (entry.Borrowers > 0 || !_entries.TryGetValue(entry.Pdf, out var known) || known != entry || !_entries.Remove(entry.Pdf))
            {
                return;
            }
        }

        await RemoveAsync(entry);
    }

    private async Task RemoveAsync(Entry entry)
    {
        await children.ForgetAsync(entry.File.Path);
        entry.Dispose();
    }

    internal sealed class Loan(OpenRenditions owner, Entry entry) : IAsyncDisposable
    {
        internal string Path => entry.File.Path;

        public async ValueTask DisposeAsync() => await owner.ReturnAsync(entry);
    }

    internal sealed class Entry(BlobKey pdf, ClearFile file) : IDisposable
    {
        internal BlobKey Pdf => pdf;

        internal ClearFile File => file;

        internal int Borrowers { get; set; }

        internal long IdleSince { get; set; }

        internal ITimer? Timer { get; set; }

        public void Dispose()
        {
            Timer?.Dispose();
            file.Dispose();
        }
    }
}
