namespace Digitize.Tests.Storage;

/// <summary>
/// What a disk may hold after the power went, worked out from the system calls of a process. Bytes are only sure to be there after an fsync of their file, names only after an fsync of their folder;
/// without it either may have reached the disk or not.
/// </summary>
internal sealed class PowerCut(string root)
{
    private readonly Dictionary<string, Written> names = [];
    private readonly HashSet<string> sureNames = [root];

    /// <summary>Applies one call.</summary>
    public void After(SystemCalls.Call call)
    {
        if (call.Result < 0)
            return;
        switch (call.Name)
        {
            case "mkdir":
                names[call.Paths[0]] = new Written();
                break;
            case "openat" when call.Arguments.Contains("O_CREAT", StringComparison.Ordinal):
                names[call.Paths[0]] = new Written();
                break;
            case "write" or "pwrite64" or "pwritev" when names.TryGetValue(call.OpenFile, out var file):
                file.Bytes += call.Result;
                break;
            case "fsync" or "fdatasync":
                Flush(call.OpenFile);
                break;
            case "renameat2" or "rename" when call.Paths is [var from, var to] && names.Remove(from, out var moved):
                sureNames.Remove(from);
                names[to] = moved;
                break;
        }
    }

    /// <summary>The length of the file if its name and all its bytes are sure to be there; null otherwise.</summary>
    public long? SureLength(string path)
    {
        for (var part = path; part != root; part = Path.GetDirectoryName(part)!)
        {
            if (!sureNames.Contains(part))
                return null;
        }

        return names[path].Bytes == names[path].SureBytes ? names[path].Bytes : null;
    }

    /// <summary>Whether the name could be there while some of the bytes are not.</summary>
    public bool MayBeHalf(string path) => names.TryGetValue(path, out var file) && file.Bytes != file.SureBytes;

    private void Flush(string path)
    {
        if (names.TryGetValue(path, out var file))
            file.SureBytes = file.Bytes;
        sureNames.UnionWith(names.Keys.Where(name => Path.GetDirectoryName(name) == path));
    }

    private sealed class Written
    {
        public long Bytes { get; set; }

        public long SureBytes { get; set; }
    }
}
