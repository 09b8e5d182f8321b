using System.Diagnostics;

namespace Digitize.Tests.Storage;

/// <summary>A disk of a few megabytes, to be filled. Mounting one is allowed to root only, so other users are told that the test did not run.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmallDisk(int kilobytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", folder.Path) != 0)
        {
            folder.Dispose();
            Assert.Ignore("Not run: only root can mount the small disk that this test fills.");
        }
    }

    public string Path => folder.Path;

    public void Dispose()
    {
        Run("umount", folder.Path);
        folder.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
