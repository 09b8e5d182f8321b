using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Runtime.Versioning;

namespace Digitize.Faults;

/// <summary>A disk that a test fills at the n-th write of a process and gives back its room (full_disk.c). Needs a C compiler; without one its test says that it did not run.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FillingDisk : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digitize-full-").FullName;
    private readonly MemoryMappedFile _shared;
    private readonly MemoryMappedViewAccessor _left;

    internal FillingDisk(string full)
    {
        if (Programs.Find("gcc") is null && Programs.Find("cc") is null)
        {
            Directory.Delete(_folder);
            Assert.Ignore("Not run: the disk that is full at the n-th write is made by a C compiler, and there is none.");
        }

        var library = Path.Combine(_folder, "full_disk.so");
        using (var compiler = Process.Start(Programs.Find("gcc") is null ? "cc" : "gcc", ["-shared", "-fPIC", "-O1", "-o", library, Path.Combine(AppContext.BaseDirectory, "full_disk.c"), "-ldl"]))
        {
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero);
        }

        var left = Path.Combine(_folder, "left");
        File.WriteAllBytes(left, BitConverter.GetBytes(-1));
        _shared = MemoryMappedFile.CreateFromFile(left);
        _left = _shared.CreateViewAccessor(0, sizeof(int));
        Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["DIGITIZE_FULL_FOLDER"] = full, ["DIGITIZE_FULL_LEFT"] = left };
    }

    /// <summary>For the process whose disk it is.</summary>
    internal IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>A write has found no room.</summary>
    internal bool IsFull => _left.ReadInt32(0) == 0;

    internal void FillAfter(int writes) => _left.Write(0, writes);

    internal void Empty() => _left.Write(0, -1);

    public void Dispose()
    {
        _left.Dispose();
        _shared.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
