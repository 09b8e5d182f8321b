using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// Runs poppler's programs, each in a process of its own with limits on memory and processor time, killed at the deadline.
/// It gets no environment but a path and a locale, and no input but the file.
/// </summary>
internal static class Poppler
{
    /// <summary>Address space: the bitmap, the samples of a picture, and the programs themselves.</summary>
    private const long MostMemory = 2_000_000_000;

    /// <summary>Gives the program's standard output to <paramref name="read"/>.</summary>
    /// <param name="input">Given to the program's standard input; null when it reads a file.</param>
    /// <exception cref="UnreadableException">TimedOut.</exception>
    internal static T Run<T>(IEnumerable<string> command, byte[]? input, TimeSpan deadline, Func<Stream, T> read, CancellationToken cancel)
    {
        using var process = Start(command, deadline, input is not null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var kill = limit.Token.Register(() => Kill(process));
        limit.CancelAfter(deadline);
        try
        {
            var errors = Discard(process.StandardError.BaseStream);
            var feeding = input is null ? Task.CompletedTask : Feed(process, input);
            var result = read(process.StandardOutput.BaseStream);
            process.WaitForExit();
            errors.Wait(CancellationToken.None);
            feeding.Wait(CancellationToken.None);
            return limit.IsCancellationRequested ? throw Late(deadline, cancel) : result;
        }
        catch (UnreadableException) when (limit.IsCancellationRequested)
        {
            throw Late(deadline, cancel);
        }
        finally
        {
            Kill(process);
        }
    }

    private static UnreadableException Late(TimeSpan deadline, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return new UnreadableException(FailureCode.TimedOut, $"Poppler did not come to an end within {deadline.TotalSeconds:0} seconds.");
    }

    private static Process Start(IEnumerable<string> command, TimeSpan deadline, bool hasInput)
    {
        // A second more than the deadline, so that the message is about time, and the process dies even if we do.
        var seconds = ((int)Math.Ceiling(deadline.TotalSeconds) + 1).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("prlimit", [$"--as={MostMemory}", $"--cpu={seconds}", "--core=0", "--nofile=64", "--", .. command])
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

    private static async Task Discard(Stream errors)
    {
        var buffer = new byte[4096];
        while (await errors.ReadAsync(buffer).ConfigureAwait(false) > 0)
        {
        }
    }

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
