using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Digitize.FaultyChild;

/// <summary>Tries what a letter that has taken its child over would try. The answer is one line: <c>network=denied dns=denied …</c>.</summary>
internal static class Probe
{
    /// <summary>Port that listens on this machine, a file of another job, a folder of the service, the process id of the service.</summary>
    public static async Task<string> RunAsync(string[] arguments)
    {
        var (port, otherJob, outside, service) = (int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture), arguments[1], arguments[2], arguments[3]);
        List<string> findings =
        [
            await TryAsync("network", async () =>
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(TimeSpan.FromSeconds(5));
            }),
            await TryAsync("interfaces", () => Require(Directory.Exists("/sys/class/net") ? Directory.GetFileSystemEntries("/sys/class/net").Any(name => !name.EndsWith("/lo", StringComparison.Ordinal)) : false)),
            await TryAsync("routes", () => Require(File.ReadAllLines("/proc/net/route").Length > 1)),
            await TryAsync("shadow", () => File.ReadAllTextAsync("/etc/shadow")),
            await TryAsync("otherjob", () => File.ReadAllTextAsync(otherJob)),
            await TryAsync("writeoutside", () => File.WriteAllTextAsync(Path.Combine(outside, "from-the-child"), "x")),
            await TryAsync("writeprogram", () => File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "from-the-child"), "x")),
            await TryAsync("serviceprocess", () => File.ReadAllBytesAsync($"/proc/{service}/environ")),
            await TryAsync("environment", () => Require(Environment.GetEnvironmentVariables().Values.Cast<string>().Any(value => value.Contains("canary", StringComparison.Ordinal)))),
            await TryAsync("bigfile", () => Require(Succeeds("truncate", "--size=3G", "big"))),
            await TryAsync("manyfiles", () => { OpenMany(5000); return Task.CompletedTask; }),
            await TryAsync("memory", () => { TakeMemory(6000); return Task.CompletedTask; }),
            await TryAsync("newrights", () => Require(!File.ReadLines("/proc/self/status").Contains("NoNewPrivs:\t1"))),
            await TryAsync("coredump", () => Require(!File.ReadLines("/proc/self/limits").Any(line => line.StartsWith("Max core file size        0 ", StringComparison.Ordinal)))),
            await TryAsync("ownfolder", () => File.WriteAllTextAsync("mine", "x")),
            "forks=" + Fork(600),
        ];
        return string.Join(' ', findings);
    }

    private static async Task<string> TryAsync(string what, Func<Task> act)
    {
        try
        {
            await act();
            return what + "=allowed";
        }
        catch (Exception denied)
        {
            return $"{what}=denied({denied.GetType().Name})";
        }
    }

    private static Task Require(bool isSo) => isSo ? Task.CompletedTask : throw new InvalidOperationException();

    /// <summary>The signal for too large a file ends whoever writes it.</summary>
    private static bool Succeeds(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static void OpenMany(int count)
    {
        var files = new List<FileStream>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                files.Add(File.OpenRead("/dev/null"));
            }
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static unsafe void TakeMemory(int megabytes)
    {
        var taken = new List<nuint>();
        try
        {
            for (var i = 0; i < megabytes / 64; i++)
            {
                var block = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc(64 << 20);
                taken.Add((nuint)block);
                new Span<byte>(block, 64 << 20).Fill(1);
            }
        }
        finally
        {
            taken.ForEach(block => System.Runtime.InteropServices.NativeMemory.Free((void*)block));
        }
    }

    /// <summary>How many processes could be started at once; they all go with the child.</summary>
    private static int Fork(int most)
    {
        var started = 0;
        try
        {
            for (; started < most; started++)
            {
                _ = Process.Start("sleep", "1000");
            }
        }
        catch (Exception full) when (full is Win32Exception or IOException or OutOfMemoryException)
        {
            return started;
        }

        return started;
    }
}
