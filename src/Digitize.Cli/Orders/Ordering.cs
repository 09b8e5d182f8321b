using Digitize.Cli.Installation;
using Digitize.Ocr;
using Digitize.Ocr.Terminal;
using Digitize.Web;
using Digitize.Wiring;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Orders;

/// <summary>Brings an order to whoever may carry it out: the service that holds the data folder, or this process where none does.</summary>
internal static class Ordering
{
    /// <summary>A service that starts takes a moment until it listens, and so does another verb until it is done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    /// <summary>Longer than an order takes on a machine that is busy with pages.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>A round of retention goes through all documents.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromHours(6);

    /// <summary>Years of entries are read one by one.</summary>
    private static readonly TimeSpan LongestReading = TimeSpan.FromHours(1);

    /// <summary>A list of all users of a large installation.</summary>
    private const int LongestAnswer = 1 << 28;

    public static ExitCode Give(string data, Order order) => Refusals.InSentencesAsync(async () => Tell(await AskAsync(data, order))).GetAwaiter().GetResult();

    private static ExitCode Tell(OrderAnswer answer)
    {
        ProgressLine.Clear();
        if (answer.Output is { } output)
        {
            Console.Out.WriteLine(output);
        }

        return answer.Sentence is { } sentence ? Refusals.Say(sentence, answer.Code) : answer.Code;
    }

    private static async Task<OrderAnswer> AskAsync(string data, Order order)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using (var folder = DataFolder.TryHold(data))
            {
                if (folder is not null)
                {
                    return await CarryOutAsync(folder, order);
                }
            }

            if (await AskServiceAsync(data, order) is { } answer)
            {
                return await WaitAsync(answer, async () => await AskServiceAsync(data, new Order.AskProgress()) ?? Unknown());
            }

            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                return new OrderAnswer(ExitCode.FileAccess, null, $"{Path.GetFullPath(data)} is in use by a process that takes no orders. Try again when it has ended.");
            }

            await Task.Delay(Step);
        }
    }

    private static async Task<OrderAnswer> CarryOutAsync(DataFolder folder, Order order)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDigitize(InstallationSettings.For(folder, workers: 0));
        services.AddDigitizeAccounts();
        services.AddSingleton<LongOrders>();
        await using var provider = services.BuildServiceProvider();
        var answer = await OrderDesk.CarryOutAsync(provider, order, CancellationToken.None);
        return await WaitAsync(answer, () => OrderDesk.CarryOutAsync(provider, new Order.AskProgress(), CancellationToken.None));
    }

    /// <summary>A long order goes on in the service also when who asked has gone.</summary>
    private static async Task<OrderAnswer> WaitAsync(OrderAnswer answer, Func<Task<OrderAnswer>> ask)
    {
        while (answer.IsUnderWay)
        {
            ProgressLine.Show(answer.Sentence);
            await Task.Delay(Step);
            answer = await ask();
        }

        return answer;
    }

    /// <returns>Null when no service listens.</returns>
    private static async Task<OrderAnswer?> AskServiceAsync(string data, Order order)
    {
        using var limit = new CancellationTokenSource(order switch
        {
            Order.PreviewRetention or Order.RunRetention => LongestRound,
            Order.VerifyAudit or Order.ListAudit => LongestReading,
            _ => LongestWait,
        });
        if (OrderSocket.PathFor(data) is not { } path || await OrderSocket.TryConnectAsync(path, limit.Token) is not { } service)
        {
            return null;
        }

        using (service)
        {
            try
            {
                await OrderSocket.SendAsync(service, order, limit.Token);
                return await OrderSocket.ReceiveAsync<OrderAnswer>(service, LongestAnswer, limit.Token) ?? Unknown();
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or System.Net.Sockets.SocketException)
            {
                return Unknown();
            }
        }
    }

    private static OrderAnswer Unknown() =>
        new(ExitCode.FileAccess, null, "the service has gone away before it answered: look whether it was done.");
}
