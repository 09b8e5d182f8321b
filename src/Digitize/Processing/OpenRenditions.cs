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
            entry = _entries.TryGetValue(pdf, out var known) ? known : _entries[pdf] = new Entry(pdf, scratch.NewLastingFolder());
            entry.Borrowers++;
            entry.Timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        try
        {
            await entry.FillAsync(path => CopyAsync(keys, pdf, path, cancel), cancel);
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

    private async Task CopyAsync(DocumentKeys keys, BlobKey blob, string path, CancellationToken cancel)
    {
        await using var content = await blobs.OpenAsync(keys, blob, cancel);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        await content.CopyToAsync(file, cancel);
    }

    private async Task ReturnAsync(Entry entry)
    {
        List<Entry> gone;
        lock (_gate)
        {
            entry.Borrowers--;
            entry.IdleSince = time.GetTimestamp();
            var idle = _entries.Values.Where(each => each.Borrowers == 0).OrderByDescending(each => each.IdleSince).ToList();
            gone = [.. idle.Where((each, place) => !each.IsFilled || place >= mostIdle)];
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
        await children.ForgetAsync(entry.Path);
        entry.Dispose();
    }

    internal sealed class Loan(OpenRenditions owner, Entry entry) : IAsyncDisposable
    {
        internal string Path => entry.Path;

        public async ValueTask DisposeAsync() => await owner.ReturnAsync(entry);
    }

    internal sealed class Entry(BlobKey pdf, ScratchFolder folder) : IDisposable
    {
        private readonly SemaphoreSlim _filling = new(1, 1);

        internal BlobKey Pdf => pdf;

        internal string Path { get; } = System.IO.Path.Combine(folder.Path, "rendition.pdf");

        internal int Borrowers { get; set; }

        internal long IdleSince { get; set; }

        internal ITimer? Timer { get; set; }

        internal bool IsFilled { get; private set; }

        internal async Task FillAsync(Func<string, Task> copy, CancellationToken cancel)
        {
            await _filling.WaitAsync(cancel);
            try
            {
                if (!IsFilled)
                {
                    await copy(Path);
                    IsFilled = true;
                }
            }
            finally
            {
                _filling.Release();
            }
        }

        public void Dispose()
        {
            Timer?.Dispose();
            _filling.Dispose();
            folder.Dispose();
        }
    }
}
