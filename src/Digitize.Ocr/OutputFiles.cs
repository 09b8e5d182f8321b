using Digitize.Ocr.Terminal;
using Digitize.Pages;

namespace Digitize.Ocr;

/// <summary>
/// Files are written beside their final names and get those only when everything worked, so that nothing half-written ever stands under a name that was asked for.
/// </summary>
internal sealed class OutputFiles : IDisposable
{
    private readonly List<(string Draft, string Final)> _files = [];
    private readonly string _scratch = ScratchFolder();

    /// <summary>A path for half-done work; gone with this object.</summary>
    public string Scratch(string name) => Path.Combine(_scratch, name);

    /// <summary>Where to write what shall stand at <paramref name="final"/> in the end. For <c>-</c>, standard output, a scratch file.</summary>
    public string DraftFor(string final)
    {
        if (final == "-")
        {
            var spool = Scratch($"out-{_files.Count}");
            _files.Add((spool, final));
            return spool;
        }

        var full = Path.GetFullPath(final);
        if (Directory.Exists(full))
        {
            throw new IOException($"{final} is a folder.");
        }

        var folder = Path.GetDirectoryName(full) ?? "/";
        if (!Directory.Exists(folder))
        {
            throw new IOException($"The folder {folder} does not exist.");
        }

        // A device or a pipe cannot be replaced by renaming.
        if (SpecialFile.StandsAt(full))
        {
            var spool = Scratch($"out-{_files.Count}");
            _files.Add((spool, full));
            return spool;
        }

        var draft = Path.Combine(folder, $".{Path.GetFileName(full)}.{Environment.ProcessId}.part");
        _files.Add((draft, full));
        return draft;
    }

    /// <summary>Gives every file its final name.</summary>
    public void Publish()
    {
        foreach (var (draft, final) in _files)
        {
            if (final == "-")
            {
                using var from = File.OpenRead(draft);
                from.CopyTo(StandardStreams.Output);
            }
            else if (Path.GetDirectoryName(draft) == _scratch)
            {
                using var from = File.OpenRead(draft);
                using var to = new FileStream(final, FileMode.Open, FileAccess.Write);
                from.CopyTo(to);
            }
            else
            {
                File.Move(draft, final, overwrite: true);
            }
        }

        _files.Clear();
    }

    private static string ScratchFolder() => Directory.Exists(Path.GetTempPath())
        ? Directory.CreateTempSubdirectory("digitize-").FullName
        : throw new IOException($"The folder for temporary files, {Path.GetTempPath()}, does not exist.");

    public void Dispose()
    {
        foreach (var (draft, _) in _files)
        {
            File.Delete(draft);
        }

        Directory.Delete(_scratch, recursive: true);
    }
}
