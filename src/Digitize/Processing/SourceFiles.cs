using Digitize.Documents;
using Digitize.Storage;

namespace Digitize.Processing;

/// <summary>
/// Originals in the clear, in the scratch folder, for as long as their pages are worked on: a book is decrypted once and not once a page.
/// At most a few that nobody borrows stay; they go when the document is assembled, when others need the room, and with the process.
/// </summary>
internal sealed class SourceFiles(EncryptedBlobs blobs, Scratch scratch, int mostIdle) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentId, Entry> _entries = [];
    private long _uses;

    /// <summary>The file stays where it is until the loan is disposed.</summary>
    internal async Task<Loan> BorrowAsync(Document document, DocumentKeys keys, CancellationToken cancel)
    {
        Entry entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(document.Id, out entry!))
            {
                entry = new Entry(document.Id, new ClearFile(blobs, scratch.NewLastingFolder(), "original"));
                _entries.Add(document.Id, entry);
            }

            entry.Borrowers++;
            entry.LastUse = ++_uses;
        }

        try
        {
            await entry.File.FillAsync(keys, document.OriginalBlob, cancel);
            return new Loan(this, entry);
        }
        catch
        {
            Return(entry);
            throw;
        }
    }

    /// <summary>The document is finished with: its file goes as soon as nobody borrows it.</summary>
    internal void Forget(DocumentId document)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(document, out var entry))
            {
                entry.IsForgotten = true;
                RemoveIdle();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Values)
            {
                entry.File.Dispose();
            }

            _entries.Clear();
        }
    }

    private void Return(Entry entry)
    {
        lock (_lock)
        {
            entry.Borrowers--;
            RemoveIdle();
        }
    }

    private void RemoveIdle()
    {
        var idle = _entries.Values.Where(entry => entry.Borrowers == 0).OrderByDescending(entry => entry.LastUse).ToList();
        foreach (var entry in idle.Where((entry, place) => entry.IsForgotten || !entry.File.IsFilled || place >= mostIdle))
        {
            _entries.Remove(entry.Id);
            entry.File.Dispose();
        }
    }

    internal sealed class Loan(SourceFiles owner, Entry entry) : IDisposable
    {
        private bool _isReturned;

        internal string Path => entry.File.Path;

        public void Dispose()
        {
            if (!_isReturned)
            {
                _isReturned = true;
                owner.Return(entry);
            }
        }
    }

    internal sealed class Entry(DocumentId id, ClearFile file)
    {
        internal DocumentId Id => id;

        internal ClearFile File => file;

        internal int Borrowers { get; set; }

        internal long LastUse { get; set; }

        internal bool IsForgotten { get; set; }
    }
}
