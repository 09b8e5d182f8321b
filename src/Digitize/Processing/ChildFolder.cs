using System.Globalization;
using System.Security.Cryptography;

namespace Digitize.Processing;

/// <summary>
/// A child's own folder, and the only one it can write to. Files go in and out as copies: a link would let a child that was taken over change the caller's file.
/// Names are bare and new (<c>O_EXCL</c>), and results are read through the file that we opened before the child began: no link that the child puts there is ever followed.
/// </summary>
internal sealed class ChildFolder : IDisposable
{
    private int _names;
    private (string Path, long Length, DateTime Written, string Name)? _source;

    private ChildFolder(string path) => Path = path;

    public string Path { get; }

    public static ChildFolder Create(string parent)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Children are kept apart by what Linux offers.");
        }

        var path = System.IO.Path.Combine(parent, "child-" + RandomNumberGenerator.GetHexString(16, lowercase: true));
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new ChildFolder(path);
    }

    /// <summary>The document that the child works on, brought in once. The answer is its name in here.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public string BringSource(string path)
    {
        var file = new FileInfo(path);
        if (_source is { } source && (source.Path, source.Length, source.Written) == (path, file.Exists ? file.Length : -1, file.LastWriteTimeUtc))
        {
            return source.Name;
        }

        var name = Bring(path, "source");
        _source = (path, file.Length, file.LastWriteTimeUtc, name);
        return name;
    }

    /// <summary>A copy of a file, under a name of its own.</summary>
    public string Bring(string path, string kind)
    {
        var name = NewName(kind);
        File.Copy(path, System.IO.Path.Combine(Path, name), overwrite: false);
        return name;
    }

    /// <summary>An empty file that the child fills. The caller disposes it.</summary>
    public ChildResult NewResult()
    {
        var name = NewName("result");
        var path = System.IO.Path.Combine(Path, name);
        return new ChildResult(name, new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
    }

    public void Remove(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            File.Delete(System.IO.Path.Combine(Path, name));
        }
    }

    /// <summary>What cannot be removed is left to the sweeper of the scratch folder.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception stuck) when (stuck is IOException or UnauthorizedAccessException)
        {
            // A process that the kernel cannot end yet may still write into it.
        }
    }

    private string NewName(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{++_names}");
}

/// <summary>A result, read through the file that we made.</summary>
internal sealed class ChildResult(string name, FileStream file) : IDisposable
{
    public string Name { get; } = name;

    public long Length => file.Length;

    /// <summary>Copies it to where the caller wants it: whole, or not at all.</summary>
    /// <exception cref="InvalidDataException">It is longer than that.</exception>
    public async Task CopyToAsync(string path, long most, CancellationToken cancel)
    {
        var draft = path + ".draft";
        try
        {
            await using (var to = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await CopyAsync(to, most, cancel).ConfigureAwait(false);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    public void Dispose()
    {
        file.Dispose();
        File.Delete(file.Name);
    }

    /// <summary>Counted while copying: the child may still write.</summary>
    private async Task CopyAsync(Stream to, long most, CancellationToken cancel)
    {
        var buffer = new byte[128 * 1024];
        file.Position = 0;
        long copied = 0;
        while (await file.ReadAsync(buffer, cancel).ConfigureAwait(false) is var read and > 0)
        {
            copied += read;
            if (copied > most)
            {
                throw new InvalidDataException($"The result has more than {most} bytes.");
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancel).ConfigureAwait(false);
        }
    }
}
