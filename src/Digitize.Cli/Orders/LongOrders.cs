namespace Digitize.Cli.Orders;

/// <summary>
/// Orders that take longer than anybody waits at a socket: begun, asked after, and at last answered. One at a time: they are about the same vaults.
/// </summary>
internal sealed class LongOrders
{
    private readonly Lock _gate = new();
    private Task<OrderAnswer>? _running;

    /// <summary>Begins it, or says that another is under way.</summary>
    public OrderAnswer Begin(Func<Task<OrderAnswer>> work)
    {
        lock (_gate)
        {
            if (_running is { IsCompleted: false })
            {
                return new OrderAnswer(ExitCode.FileAccess, null, "another backup, verification or restore is under way. Try again when it has ended.");
            }

            _running = Task.Run(work);
            return OrderAnswer.Still("begun");
        }
    }

    /// <summary>The answer, once; how far it is before that.</summary>
    public async Task<OrderAnswer> AskAsync(Func<string> progress)
    {
        Task<OrderAnswer>? running;
        lock (_gate)
        {
            running = _running;
        }

        if (running is null)
        {
            return OrderAnswer.Refused("nothing is under way.");
        }

        return await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(200))) == running ? await running : OrderAnswer.Still(progress());
    }
}
