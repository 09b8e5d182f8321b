using Digitize.Pages.Imaging;

namespace Digitize.Pages;

/// <summary>Keeps the file that was worked on last open: finding out what is in a PDF of many pages takes longer than reading one of them.</summary>
internal sealed class OpenSources : IDisposable
{
    private readonly Lock _gate = new();
    private Entry? _last;

    /// <summary>Calls <paramref name="work"/> with the opened file. It must not be kept.</summary>
    public TResult Use<TResult>(string path, PageOptions options, Func<SourceFile, TResult> work, CancellationToken cancel)
    {
        var entry = Take(path, options, cancel);
        try
        {
            return work(entry.Source);
        }
        finally
        {
            Release(entry);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Forget();
        }
    }

    private Entry Take(string path, PageOptions options, CancellationToken cancel)
    {
        var file = new FileInfo(path);
        var key = new Key(file.FullName, file.Exists ? file.Length : 0, file.Exists ? file.LastWriteTimeUtc : default, options);
        lock (_gate)
        {
            if (_last?.Key != key)
            {
                Forget();
                _last = new Entry(key, SourceFile.Open(path, options, cancel)) { Users = 1 };
            }

            _last.Users++;
            return _last;
        }
    }

    private void Forget()
    {
        if (_last is { } last)
        {
            _last = null;
            Release(last);
        }
    }

    private void Release(Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Users == 0)
            {
                entry.Source.Dispose();
            }
        }
    }

    private sealed record Key(string Path, long Length, DateTime Written, PageOptions Options);

    /// <summary>We are one of its users as long as it is the last.</summary>
    private sealed class Entry(Key key, SourceFile source)
    {
        public Key Key { get; } = key;

        public SourceFile Source { get; } = source;

        public int Users { get; set; }
    }
}
