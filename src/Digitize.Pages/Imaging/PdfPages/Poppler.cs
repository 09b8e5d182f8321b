using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// Runs poppler's programs, each in a process of its own with limits on memory and processor time; the clock counts only when it shows many times as much.
/// It gets no environment but a path and a locale, and no input but the file.
/// </summary>
internal static class Poppler
{
    /// <summary>Address space: the bitmap, the samples of a picture, and the programs themselves.</summary>
    private const long MostMemory = 2_000_000_000;

    /// <summary>What the kernel answers for a program that used up its processor time: 128 and the number of SIGXCPU, or of SIGKILL a second later.</summary>
    private const int OutOfTime = 128 + 24, Killed = 128 + 9;

    /// <summary>A program whose output has ended is about to end, too.</summary>
    private static readonly TimeSpan LastBreath = TimeSpan.FromSeconds(1);

    /// <summary>Gives the program's standard output to <paramref name="read"/>.</summary>
    /// <param name="input">Given to the program's standard input; null when it reads a file.</param>
    /// <param name="deadline">Processor time.</param>
    /// <returns>What was read, and whether the program told of an error that made it leave something out. Its words may quote the letter and go no further.</returns>
    /// <exception cref="UnreadableException">TimedOut.</exception>
    internal static (T Result, bool Complained) Run<T>(IEnumerable<string> command, byte[]? input, TimeSpan deadline, Func<Stream, T> read, CancellationToken cancel)
    {
        using var process = Start(command, deadline, input is not null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var kill = limit.Token.Register(() => Kill(process));
        limit.CancelAfter(deadline * Limits.BusyFactor);
        try
        {
            var errors = FirstOf(process.StandardError.BaseStream);
            var feeding = input is null ? Task.CompletedTask : Feed(process, input);
            var result = read(process.StandardOutput.BaseStream);
            process.WaitForExit();
            feeding.Wait(CancellationToken.None);
            return limit.IsCancellationRequested || IsOutOfTime(process) ? throw Late(deadline, cancel) : (result, IsComplaint(errors.Result));
        }
        catch (UnreadableException) when (limit.IsCancellationRequested || IsOutOfTime(process))
        {
            throw Late(deadline, cancel);
        }
        finally
        {
            Kill(process);
        }
    }

    private static bool IsOutOfTime(Process process) => process.WaitForExit(LastBreath) && process.ExitCode is OutOfTime or Killed;

    private static UnreadableException Late(TimeSpan deadline, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return new UnreadableException(FailureCode.TimedOut, $"Poppler did not come to an end within {deadline.TotalSeconds:0} seconds.");
    }

    private static Process Start(IEnumerable<string> command, TimeSpan deadline, bool hasInput)
    {
        // The process dies of it even if we do.
        var seconds = (int)Math.Ceiling(deadline.TotalSeconds);
        var limit = string.Create(CultureInfo.InvariantCulture, $"{seconds}:{seconds + 1}");
        var start = new ProcessStartInfo("prlimit", [$"--as={MostMemory}", $"--cpu={limit}", "--core=0", "--nofile=64", "--", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C.UTF-8";
        var process = Process.Start(start) ?? throw new InvalidOperationException("prlimit did not start.");
        if (!hasInput)
        {
            process.StandardInput.Close();
        }

        return process;
    }

    private static async Task Feed(Process process, byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended before it had read all; what it wrote tells how that went.
        }
    }

    /// <summary>All is taken in, so that the program does not wait for us, but only the start is kept.</summary>
    private static async Task<string> FirstOf(Stream errors)
    {
        var first = new byte[4096];
        var rest = new byte[4096];
        var kept = await errors.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false).ConfigureAwait(false);
        while (await errors.ReadAsync(rest).ConfigureAwait(false) > 0)
        {
        }

        return Encoding.UTF8.GetString(first.AsSpan(0, kept));
    }

    /// <summary>What poppler only warns of (an odd font, a number out of range) it draws all the same.</summary>
    private static bool IsComplaint(string errors) =>
        errors.Split('\n').Any(line => line.Length > 0 && !line.StartsWith("Syntax Warning", StringComparison.Ordinal));

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It ended by itself between the question and the order.
        }
    }
}
