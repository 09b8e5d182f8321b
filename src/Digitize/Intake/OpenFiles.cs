namespace Digitize.Intake;

/// <summary>Asks /proc whether somebody on this machine still writes to a file. What it cannot see (other machines, other users' processes) counts as nobody.</summary>
internal static class OpenFiles
{
    private const int AccessModes = 3;

    internal static bool IsWrittenTo(string path)
    {
        if (!Directory.Exists("/proc/self/fd"))
        {
            return false;
        }

        return Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Any(process => HasOpenForWriting(process, path));
    }

    private static bool HasOpenForWriting(string process, string path)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(handle => new FileInfo(handle).LinkTarget == path && IsForWriting(Path.Combine(process, "fdinfo", Path.GetFileName(handle))));
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            // The process has ended, or is none of ours.
            return false;
        }
    }

    /// <summary>The line <c>flags:</c> is octal, as open(2) was given them; the lowest two bits say reading, writing or both.</summary>
    private static bool IsForWriting(string handleFacts)
    {
        var flags = File.ReadLines(handleFacts).FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return flags is not null && (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & AccessModes) != 0;
    }
}
