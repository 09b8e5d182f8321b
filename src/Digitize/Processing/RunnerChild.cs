using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Digitize.Pages;
using Digitize.Pages.Wire;

namespace Digitize.Processing;

/// <summary>One child process and its folder. One request at a time; after a request that failed it is of no more use. Disposing ends it and removes the folder.</summary>
internal sealed class RunnerChild : IAsyncDisposable
{
    private const int MostWords = 600;

    /// <summary>The kernel has ended a process that was killed; only one that waits for a broken disk takes longer, and we do not wait for that.</summary>
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly TimeSpan _grace;
    private readonly TimeProvider _time;
    private readonly Task<string> _said;

    private RunnerChild(Process process, ChildFolder folder, TimeSpan grace, TimeProvider time)
    {
        (_process, Folder, _grace, _time) = (process, folder, grace, time);
        Group = new ProcessGroup(process.Id);
        _said = ReadWordsAsync(process.StandardError.BaseStream);
    }

    public ChildFolder Folder { get; }

    public ProcessGroup Group { get; }

    /// <summary>Requests answered so far.</summary>
    public int Answered { get; private set; }

    /// <exception cref="RunnerFailedException">The program does not start.</exception>
    public static async Task<RunnerChild> StartAsync(StartingThread starter, RunnerLimits limits, RunnerProgram program, IsolationLevel level, TimeProvider time)
    {
        var folder = ChildFolder.Create(limits.ScratchFolder);
        try
        {
            var process = await starter.StartAsync(RunnerCommand.For(level, limits, program, folder.Path).StartInfo()).ConfigureAwait(false);
            return new RunnerChild(process, folder, limits.Grace, time);
        }
        catch (Exception cause)
        {
            folder.Dispose();
            throw cause is Win32Exception ? new RunnerFailedException(RunnerFault.NotStarted, "The process that parses letters does not start.", cause) : cause;
        }
    }

    /// <summary>Sends a request and waits for its answer; a child that is late is ended.</summary>
    /// <exception cref="UnreadableException">The child refused: this input can never work.</exception>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(RunnerRequest request, TimeSpan deadline, CancellationToken cancel)
        where TAnswer : RunnerAnswer
    {
        using var late = new CancellationTokenSource(deadline, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            await Frames.WriteAsync(_process.StandardInput.BaseStream, request.Write(), limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            var message = await Frames.ReadAsync(_process.StandardOutput.BaseStream, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            Answered++;
            return message is { } answer ? Accept<TAnswer>(RunnerAnswer.Read(answer)) : throw new EndOfStreamException();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            await StopAsync().ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            throw new RunnerFailedException(RunnerFault.Late, $"The process that parses the letter did not answer within {deadline.TotalSeconds:0.#} seconds and was ended.");
        }
        catch (InvalidDataException lie)
        {
            throw new RunnerFailedException(RunnerFault.Lied, "The process that parses the letter answered what is no answer.", lie);
        }
        catch (IOException)
        {
            throw RunnerFailedException.Died(await ExitCodeAsync().ConfigureAwait(false), await WordsAsync().ConfigureAwait(false));
        }
    }

    /// <summary>Asks the whole group to end, and ends it when the grace has passed.</summary>
    public async Task StopAsync()
    {
        Group.Terminate();
        if (!await HasEndedAsync(_grace).ConfigureAwait(false) || Group.Exists)
        {
            await KillAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _process.Dispose();
        Folder.Dispose();
    }

    private static TAnswer Accept<TAnswer>(RunnerAnswer answer)
        where TAnswer : RunnerAnswer => answer switch
        {
            TAnswer wanted => wanted,
            RunnerAnswer.Refused refused => throw new UnreadableException(refused.Failure),
            RunnerAnswer.Faulted faulted => throw new RunnerFailedException(RunnerFault.Faulted, "The process that parses the letter failed: " + faulted.Where),
            _ => throw new InvalidDataException("This is an answer to another question."),
        };

    private async Task KillAsync()
    {
        Group.Kill();
        var start = _time.GetTimestamp();
        _ = await HasEndedAsync(EndTime).ConfigureAwait(false);

        // The others of the group are not our children: the kernel does not tell us when they are gone.
        while (Group.Exists && _time.GetElapsedTime(start) < EndTime)
        {
            await Task.Delay(Glance, _time).ConfigureAwait(false);
        }
    }

    private async Task<bool> HasEndedAsync(TimeSpan within)
    {
        try
        {
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(within, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Null for a child that has closed its output and goes on.</summary>
    private async Task<int?> ExitCodeAsync() => await HasEndedAsync(_grace).ConfigureAwait(false) ? _process.ExitCode : null;

    /// <summary>Its standard error stays open as long as any process that it started.</summary>
    private async Task<string> WordsAsync()
    {
        try
        {
            return await _said.WaitAsync(_grace, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return "";
        }
    }

    /// <summary>The beginning, on one line. The rest is read as well, and let go: a full pipe would stop the child.</summary>
    private static async Task<string> ReadWordsAsync(Stream errors)
    {
        var kept = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (await errors.ReadAsync(buffer).ConfigureAwait(false) is var read and > 0)
            {
                kept.Write(buffer, 0, Math.Min(read, (int)(MostWords - kept.Length)));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // We let the process go.
        }

        return PlainText.OneLine(Encoding.UTF8.GetString(kept.ToArray()), MostWords);
    }
}
