using System.Security.Cryptography;

namespace Digitize.Storage;

/// <summary>
/// Folders for what exists only while a page is worked on. Each process has one folder under the root and holds a lock in it, each attempt one below that.
/// An attempt's folder goes when it is disposed; what a killed process left goes when the next one starts, because its lock is free; and age takes the rest.
/// </summary>
public sealed class Scratch : IDisposable
{
    private const string LockName = "lock";

    private const string LastingPrefix = "lasting-";

    private const long LeastRoom = 32 * 1024 * 1024;

    /// <summary>Between making its folder and locking it, a starting process looks abandoned.</summary>
    private static readonly TimeSpan TimeToLock = TimeSpan.FromMinutes(1);

    private readonly string root;
    private readonly string own;
    private readonly FileStream ownLock;
    private readonly TimeProvider clock;
    private readonly RandomNumberGenerator random;

    public Scratch(string root, TimeProvider clock, RandomNumberGenerator random)
    {
        this.root = Path.GetFullPath(root);
        this.clock = clock;
        this.random = random;
        own = Path.Combine(this.root, RandomName());
        Directory.CreateDirectory(own, DurableFiles.OwnerOnlyFolder);
        ownLock = new FileStream(Path.Combine(own, LockName), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        SweepAbandoned();
    }

    /// <summary>True when the folder lies in memory. Only then do intermediate results never reach a disk in the clear.</summary>
    public bool IsInMemory => IsMemory(root);

    /// <summary>False when not even a page of middling size could be worked on in it.</summary>
    public bool HasRoom => new DriveInfo(root).AvailableFreeSpace >= LeastRoom;

    /// <summary>The folder that was set; else one in memory when there is this much room in it; else one in the data folder.</summary>
    public static string ChooseRoot(string? configured, string dataFolder, long roomNeeded)
    {
        const string memory = "/dev/shm";
        if (configured is not null)
            return configured;
        return Directory.Exists(memory) && IsMemory(memory) && new DriveInfo(memory).AvailableFreeSpace >= roomNeeded
            ? Path.Combine(memory, $"digitize-{Environment.UserName}")
            : Path.Combine(dataFolder, "scratch");
    }

    /// <summary>A new, empty folder that only the owner may enter. Disposing it removes it with everything in it.</summary>
    public ScratchFolder NewFolder() => NewFolder(RandomName());

    /// <summary>As <see cref="NewFolder()"/>, for what is in use as long as the process lives: its age says nothing, so only the end of the process takes it.</summary>
    public ScratchFolder NewLastingFolder() => NewFolder(LastingPrefix + RandomName());

    /// <summary>Removes the folders of processes that are gone. Returns how many.</summary>
    public int SweepAbandoned() => Directory.EnumerateDirectories(root).Where(folder => folder != own && IsAbandoned(folder)).ToList().Count(ScratchFolder.Remove);

    /// <summary>Removes attempts of this process that are older than any attempt may take: whoever made them has forgotten them. Returns how many.</summary>
    public int SweepOlderThan(TimeSpan age)
    {
        var limit = clock.GetUtcNow().UtcDateTime - age;
        return Directory.EnumerateDirectories(own)
            .Where(folder => !Path.GetFileName(folder).StartsWith(LastingPrefix, StringComparison.Ordinal) && Directory.GetCreationTimeUtc(folder) < limit)
            .ToList().Count(ScratchFolder.Remove);
    }

    public void Dispose()
    {
        ownLock.Dispose();
        ScratchFolder.Remove(own);
    }

    private ScratchFolder NewFolder(string name)
    {
        var path = Path.Combine(own, name);
        Directory.CreateDirectory(path, DurableFiles.OwnerOnlyFolder);
        return new ScratchFolder(path);
    }

    private bool IsAbandoned(string folder)
    {
        try
        {
            using var held = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.Write, FileShare.None);
            return true;
        }
        catch (FileNotFoundException)
        {
            return Directory.GetLastWriteTimeUtc(folder) < clock.GetUtcNow().UtcDateTime - TimeToLock;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsMemory(string folder) => new DriveInfo(folder).DriveFormat is "tmpfs" or "ramfs";

    private string RandomName()
    {
        var bytes = new byte[16];
        random.GetBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}

/// <summary>The folder of one attempt; disposing it removes it.</summary>
public sealed class ScratchFolder : IDisposable
{
    internal ScratchFolder(string path) => Path = path;

    public string Path { get; }

    public void Dispose() => Remove(Path);

    /// <summary>False when it was not there, or something still writes into it; the sweep comes again.</summary>
    internal static bool Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
