namespace Digitize.Storage;

/// <summary>
/// Says no to new uploads while there is still room to finish what was accepted. Asks the disk of one folder: that of the database and, by default, of the blobs.
/// </summary>
public sealed class SpaceGuard(string folder, StorageOptions options)
{
    private const string BallastName = "ballast";

    private readonly string ballast = Path.Combine(folder, BallastName);

    private long BallastBytes => options.BallastMegabytes * 1024L * 1024;

    /// <summary>What the disk has, and what of it is kept free.</summary>
    public DiskSpace Measure()
    {
        var disk = new DriveInfo(folder);
        return new DiskSpace(disk.AvailableFreeSpace, disk.TotalSize, FloorOf(disk.TotalSize, options));
    }

    /// <summary>Whether an upload of this many bytes may begin.</summary>
    public Space Look(long incomingBytes)
    {
        var disk = new DriveInfo(folder);
        return Decide(disk.AvailableFreeSpace, disk.TotalSize, incomingBytes, options);
    }

    public static Space Decide(long freeBytes, long totalBytes, long incomingBytes, StorageOptions options)
    {
        var floor = FloorOf(totalBytes, options);
        return freeBytes - incomingBytes >= floor ? new Space.Enough(freeBytes) : new Space.TooLittle(freeBytes, floor + incomingBytes);
    }

    private static long FloorOf(long totalBytes, StorageOptions options) => (long)Math.Max(options.MinimumFreeGigabytes * 1e9, totalBytes * options.MinimumFreePercent / 100);

    /// <summary>
    /// Sets the ballast aside while there is room beyond the floor, and gives it up when the disk is nearly full: the database can then still commit what is under way.
    /// To be called now and then, and at once when a write failed for want of room. True when the ballast is there afterwards.
    /// </summary>
    public bool BalanceBallast()
    {
        var isThere = File.Exists(ballast);
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (isThere && free < BallastBytes / 4)
        {
            File.Delete(ballast);
            return false;
        }

        if (!isThere && BallastBytes > 0 && Look(BallastBytes) is Space.Enough)
        {
            SetAside();
            return true;
        }

        return isThere;
    }

    private void SetAside()
    {
        try
        {
            // Really allocated (posix_fallocate): a file with holes would keep nothing free.
            using var file = new FileStream(ballast, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = BallastBytes });
        }
        catch
        {
            File.Delete(ballast);
            throw;
        }
    }
}

/// <summary>Whether there is room for an upload.</summary>
public abstract record Space
{
    private Space()
    {
    }

    public sealed record Enough(long FreeBytes) : Space;

    public sealed record TooLittle(long FreeBytes, long NeededBytes) : Space;
}

/// <summary>Bytes of the disk that letters lie on. Below <paramref name="Floor"/> free ones nothing is taken in.</summary>
public sealed record DiskSpace(long Free, long Total, long Floor);
