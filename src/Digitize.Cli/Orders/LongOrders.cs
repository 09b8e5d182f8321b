using Digitize.Ocr;

namespace Digitize.Cli.Orders;

/// <summary>
/// Orders that take longer than anybody waits at a socket: begun, asked after, and at last answered. One at a time: each takes what the machine has.
/// </summary>
internal sealed class LongOrders
{
    private readonly Lock _gate = new();
    private Task<OrderAnswer>? _running;
    private Func<string> _progress = () => "";

    /// <summary>Begins it, or says that another is under way.</summary>
    /// <param name="progress">How far it is, in a line.</param>
    public OrderAnswer Begin(Func<Task<OrderAnswer>> work, Func<string> progress)
    {
        lock (_gate)
        {
            if (_running is { IsCompleted: false })
            {
                return new OrderAnswer(ExitCode.FileAccess, null, "another backup, verification, restore or export is under way. Try again when it has ended.");
            }

            (_running, _progress) = (Task.Run(work), progress);
            return OrderAnswer.Still("begun");
        }
    }

    /// <summary>The answer, once; how far it is before that.</summary>
    public async Task<OrderAnswer> AskAsync()
    {
        Task<OrderAnswer>? running;
        Func<string> progress;
        lock (_gate)
        {
            (running, progress) = (_running, _progress);
        }

        if (running is null)
        {
            return OrderAnswer.Refused("nothing is under way.");
        }

        return await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(200))) == running ? await running : OrderAnswer.Still(progress());
    }
}
