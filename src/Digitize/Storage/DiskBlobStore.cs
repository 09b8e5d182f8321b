using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Digitize.Storage;

/// <summary>
/// Blobs as files under one folder, named by their keys. A blob is written beside its place under another name, fsynced, made read-only, renamed, and its folder fsynced;
/// then it is opened again and read back, so that a receipt speaks of what can be read and not of what was sent.
/// </summary>
public sealed class DiskBlobStore : IBlobStore
{
    private const string UnfinishedSuffix = ".part";
    private const int CopyBytes = 128 * 1024;

    private readonly string root;
    private readonly RandomNumberGenerator random;
    private readonly DurableFiles files;

    public DiskBlobStore(string root, RandomNumberGenerator random)
    {
        this.root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        this.random = random;
        files = new DurableFiles(this.root);
        files.CreateFolder(this.root);
    }

    public long? FreeBytes => new DriveInfo(root).AvailableFreeSpace;

    public async Task<BlobReceipt> WriteAsync(BlobKey key, Stream content, CancellationToken cancel)
    {
        var path = PathOf(key);
        var folder = Path.GetDirectoryName(path)!;
        files.CreateFolder(folder);
        if (File.Exists(path))
            throw new IOException($"The blob {key} exists already.");
        var unfinished = UnfinishedName(path);
        var isPublished = false;
        try
        {
            var receipt = await WriteFileAsync(unfinished, content, cancel);
            DurableFiles.Publish(unfinished, path);
            isPublished = true;
            DurableFiles.FlushFolder(folder);
            await ReadBackAsync(key, path, receipt);
            return receipt;
        }
        catch
        {
            DeleteIfThere(isPublished ? path : unfinished);
            throw;
        }
    }

    /// <summary>
    /// For very many blobs at once, on the caller's thread: each outlives a power cut once <see cref="FlushImports"/> has returned. Until then one may lie there cut, as a power cut would leave it
    /// with a name of its own too: whoever imports names nothing in a row or a list before the flush, and compares what is there when it goes on.
    /// A name for the time of writing would be a second change of the folder: without it a restore of 6 000 documents took 9.0 s instead of 9.6.
    /// </summary>
    /// <exception cref="IOException">The key exists already, or there is no room.</exception>
    internal void Import(BlobKey key, ReadOnlySpan<byte> content)
    {
        var path = PathOf(key);
        files.CreateFolderForNow(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead });
        try
        {
            file.Write(content);
        }
        catch
        {
            DeleteIfThere(path);
            throw;
        }
    }

    /// <summary>All of it, on the caller's thread: of thousands of small files each change of threads costs more than the file.</summary>
    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    internal byte[] Read(BlobKey key)
    {
        try
        {
            return File.ReadAllBytes(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"There is no blob {key}.");
        }
    }

    internal bool Has(BlobKey key) => File.Exists(PathOf(key));

    /// <summary>All that was imported is on the disk afterwards.</summary>
    internal void FlushImports() => DurableFiles.FlushFileSystem(root);

    public Task<Stream> OpenAsync(BlobKey key, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult<Stream>(OpenForReading(PathOf(key)));
        }
        catch (DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"There is no blob {key}.");
        }
    }

    public Task<bool> DeleteAsync(BlobKey key, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var path = PathOf(key);
        if (!File.Exists(path))
            return Task.FromResult(false);
        File.Delete(path);
        DurableFiles.FlushFolder(Path.GetDirectoryName(path)!);
        return Task.FromResult(true);
    }

    public async IAsyncEnumerable<StoredBlob> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var file in FilesUnder(prefix))
        {
            cancel.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(root, file.FullName);
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || BlobKey.TryParse(name) is not { } key)
                continue;
            if (Facts(key, file) is { } blob)
                yield return blob;
        }

        await Task.CompletedTask;
    }

    /// <summary>Removes what killed writers left behind: files never named, last touched before the time given. Returns how many.</summary>
    public int RemoveUnfinished(DateTimeOffset before)
    {
        var left = FilesUnder("").Where(file => file.Name.EndsWith(UnfinishedSuffix, StringComparison.Ordinal) && file.LastWriteTimeUtc < before.UtcDateTime).ToList();
        left.ForEach(file => DeleteIfThere(file.FullName));
        return left.Count;
    }

    private static async Task<BlobReceipt> WriteFileAsync(string path, Stream content, CancellationToken cancel)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            int read;
            while ((read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel)) > 0)
            {
                sha.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead);
        DurableFiles.Flush(file);
        return new BlobReceipt(file.Length, sha.GetHashAndReset());
    }

    /// <summary>Not cancelled any more: the blob is there, and saying otherwise would be wrong.</summary>
    private static async Task ReadBackAsync(BlobKey key, string path, BlobReceipt written)
    {
        await using var file = OpenForReading(path);
        var found = await StreamHash.Sha256Async(file, CancellationToken.None);
        if (file.Length != written.Length || !found.AsSpan().SequenceEqual(written.Sha256))
            throw new IOException($"The blob {key} reads differently from what was written.");
    }

    private static FileStream OpenForReading(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.Asynchronous,
    });

    /// <summary>Null when somebody deleted it in the meantime.</summary>
    private static StoredBlob? Facts(BlobKey key, FileInfo file)
    {
        try
        {
            return new StoredBlob(key, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Files in the deepest folder that the prefix names in full. Links are not followed: nothing outside the root is ever ours.</summary>
    private IEnumerable<FileInfo> FilesUnder(string prefix)
    {
        var folder = Path.GetFullPath(Path.Combine(root, prefix[..(prefix.LastIndexOf('/') + 1)]));
        if (folder != root + Path.DirectorySeparatorChar && folder != root && !IsUnderRoot(folder))
            throw new ArgumentException("The prefix leads out of the store.", nameof(prefix));
        return Directory.Exists(folder)
            ? new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false })
            : [];
    }

    private string PathOf(BlobKey key)
    {
        var path = Path.GetFullPath(Path.Combine(root, key.Value));
        return IsUnderRoot(path) ? path : throw new ArgumentException("The key leads out of the store.", nameof(key));
    }

    private bool IsUnderRoot(string path) => path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private string UnfinishedName(string path)
    {
        var tag = new byte[8];
        random.GetBytes(tag);
        return $"{path}.{Convert.ToHexStringLower(tag)}{UnfinishedSuffix}";
    }

    private static void DeleteIfThere(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // Cleaning up must not hide why the write failed; the sweep takes what is left.
        }
    }
}
