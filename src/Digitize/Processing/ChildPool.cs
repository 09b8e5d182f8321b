using Digitize.Pages;
using Digitize.Pages.Wire;

namespace Digitize.Processing;

/// <summary>
/// The children: as many at work as there are slots, and one that waits with its models loaded. A child serves one document only, so that nothing of a letter is left
/// where another is parsed; it is replaced after so many pages, and after whatever went wrong.
/// </summary>
internal sealed class ChildPool : IAsyncDisposable
{
    private readonly RunnerLimits _limits;
    private readonly RunnerProgram _program;
    private readonly IsolationLevel _level;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly StartingThread _starter = new();
    private readonly Lock _gate = new();
    private readonly List<Waiting> _waiting = [];
    private readonly ITimer _sweeps;
    private readonly CancellationTokenSource _closing = new();
    private Task<RunnerChild>? _spare;
    private Task _ending = Task.CompletedTask;
    private bool _isClosed;

    public ChildPool(RunnerLimits limits, RunnerProgram program, IsolationLevel level, TimeProvider time)
    {
        (_limits, _program, _level, _time) = (limits, program, level, time);
        _slots = new SemaphoreSlim(limits.Children, limits.Children);
        _sweeps = time.CreateTimer(_ => EndIdle(), null, limits.IdleTime, limits.IdleTime);
    }

    /// <summary>Prepares the spare child, so that the first letter need not wait for it.</summary>
    public void Warm()
    {
        lock (_gate)
        {
            _spare ??= _isClosed ? null : StartWarmAsync();
        }
    }

    /// <summary>Calls <paramref name="work"/> with a child of the document's own. Waits for a free slot.</summary>
    /// <param name="isBackground">One of very many, which leaves the spare to whoever has sent a single letter meanwhile.</param>
    /// <exception cref="RunnerFailedException">No child could be started, or <paramref name="work"/> threw it.</exception>
    public async Task<T> UseAsync<T>(string document, bool isBackground, Func<RunnerChild, Task<T>> work, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var child = Known(document) ?? await (isBackground ? StartAsync() : FreshAsync(cancel)).ConfigureAwait(false);
            var isSound = false;
            try
            {
                var result = await work(child).ConfigureAwait(false);
                isSound = true;
                return result;
            }
            catch (UnreadableException)
            {
                isSound = true;
                throw;
            }
            finally
            {
                await GiveBackAsync(document, child, isSound).ConfigureAwait(false);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>The document is done: its children end, and what they held in the clear is removed. Nobody need wait for that: <see cref="DisposeAsync"/> does.</summary>
    public Task ForgetAsync(string document) => EndAllAsync(waiting => waiting.Document == document);

    public async ValueTask DisposeAsync()
    {
        Task<RunnerChild>? spare;
        lock (_gate)
        {
            _isClosed = true;
            (spare, _spare) = (_spare, null);
        }

        await _sweeps.DisposeAsync().ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await EndAsync(_ => true).ConfigureAwait(false);
        if (spare is not null)
        {
            await EndSpareAsync(spare).ConfigureAwait(false);
        }

        await _ending.ConfigureAwait(false);
        _starter.Dispose();
        _slots.Dispose();
        _closing.Dispose();
    }

    private RunnerChild? Known(string document)
    {
        lock (_gate)
        {
            var at = _waiting.FindIndex(waiting => waiting.Document == document);
            if (at < 0)
            {
                return null;
            }

            var child = _waiting[at].Child;
            _waiting.RemoveAt(at);
            return child;
        }
    }

    /// <summary>The spare, even if it is still getting warm: it has a start over any other. The next one gets warm while this one works.</summary>
    private async Task<RunnerChild> FreshAsync(CancellationToken cancel)
    {
        Task<RunnerChild>? spare;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            (spare, _spare) = (_spare, null);
        }

        try
        {
            return await (spare?.WaitAsync(cancel) ?? StartAsync()).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (spare is not null && cancel.IsCancellationRequested)
        {
            KeepOrEnd(spare);
            throw;
        }
        catch (Exception failed) when (spare is not null && failed is RunnerFailedException or UnreadableException)
        {
            return await StartAsync().ConfigureAwait(false);
        }
        finally
        {
            Warm();
        }
    }

    /// <summary>Who wanted the spare has given up: it is the next one's, unless there is another by now.</summary>
    private void KeepOrEnd(Task<RunnerChild> spare)
    {
        lock (_gate)
        {
            if (_spare is null && !_isClosed)
            {
                _spare = spare;
            }
            else
            {
                _ending = Task.WhenAll(_ending, EndSpareAsync(spare));
            }
        }
    }

    private async Task<RunnerChild> StartWarmAsync()
    {
        var child = await StartAsync().ConfigureAwait(false);
        if (_limits.WarmLanguages is not { } languages)
        {
            return child;
        }

        try
        {
            await child.AskAsync<RunnerAnswer.Ready>(new RunnerRequest.Warm(languages, _limits.WarmReader), _limits.ForInspecting(new PageOptions()), _closing.Token).ConfigureAwait(false);
            return child;
        }
        catch
        {
            await child.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Task<RunnerChild> StartAsync() => RunnerChild.StartAsync(_starter, _limits, _program, _level, _time);

    private async Task GiveBackAsync(string document, RunnerChild child, bool isSound)
    {
        RunnerChild? tooMany = null;
        lock (_gate)
        {
            if (isSound && !_isClosed && child.Answered < _limits.PagesPerChild)
            {
                _waiting.Add(new Waiting(document, child, _time.GetTimestamp()));
                child = null!;
            }

            // Those that wait have memory too: no more of them than may work.
            if (_waiting.Count > _limits.Children)
            {
                tooMany = _waiting[0].Child;
                _waiting.RemoveAt(0);
            }
        }

        await EndAsync(child).ConfigureAwait(false);
        await EndAsync(tooMany).ConfigureAwait(false);
    }

    private void EndIdle() => EndAllAsync(waiting => _time.GetElapsedTime(waiting.Since) >= _limits.IdleTime);

    private Task EndAllAsync(Predicate<Waiting> which)
    {
        lock (_gate)
        {
            var ending = EndAsync(which);
            _ending = _ending.IsCompleted ? ending : Task.WhenAll(_ending, ending);
            return ending;
        }
    }

    private async Task EndAsync(Predicate<Waiting> which)
    {
        List<Waiting> ended;
        lock (_gate)
        {
            ended = _waiting.FindAll(which);
            _waiting.RemoveAll(which);
        }

        foreach (var waiting in ended)
        {
            await EndAsync(waiting.Child).ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(RunnerChild? child)
    {
        if (child is not null)
        {
            await child.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task EndSpareAsync(Task<RunnerChild> spare)
    {
        try
        {
            await EndAsync(await spare.ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is RunnerFailedException or UnreadableException or OperationCanceledException)
        {
            // It never became one.
        }
    }

    private readonly record struct Waiting(string Document, RunnerChild Child, long Since);
}
