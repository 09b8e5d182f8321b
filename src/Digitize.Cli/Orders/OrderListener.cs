using System.Net.Sockets;
using Digitize.Cli.Installation;
using Digitize.Ocr;
using Digitize.Pages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Cli.Orders;

/// <summary>Takes the orders of the operator on this machine while the service runs, one after the other. It has no other door: nothing of it is reachable over TCP.</summary>
/// <param name="path">Where to listen; null where there is no place for a socket.</param>
internal sealed partial class OrderListener(string? path, IServiceProvider services, TimeProvider time, ILogger<OrderListener> log) : BackgroundService
{
    /// <summary>Room for the anchors of thousands of accounts.</summary>
    private const int LongestOrder = 1 << 24;

    /// <summary>For sending the order and taking its answer; carrying it out takes the time it takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Socket? _socket;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (path is null)
        {
            LogNoPlace(log);
            return;
        }

        _socket = await OrderSocket.ListenAsync(path, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _socket?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using var peer = await _socket!.AcceptAsync(stoppingToken);
            try
            {
                await ServeAsync(peer);
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // Who asked has not waited, or said nothing: there is nobody to tell.
            }
        }
    }

    private async Task ServeAsync(Socket peer)
    {
        var user = OrderSocket.UserAt(peer);
        using var asking = new CancellationTokenSource(Patience, time);
        var order = await OrderSocket.ReceiveAsync<Order>(peer, LongestOrder, asking.Token);
        var answer = user != ProcessUser.Id && user != 0 ? new OrderAnswer(ExitCode.FileAccess, null, "only the user that the service runs as may do that.")
            : order is null ? OrderAnswer.Refused("the service that runs does not know this order. Restart it with this version of the program.")
            : await CarryOutAsync(order, user);
        using var answering = new CancellationTokenSource(Patience, time);
        await OrderSocket.SendAsync(peer, answer, answering.Token);
    }

    /// <summary>An order that goes wrong does not end the service. What was begun is ended, also when the service stops.</summary>
    private async Task<OrderAnswer> CarryOutAsync(Order order, uint user)
    {
        try
        {
            var answer = await OrderDesk.CarryOutAsync(services, order, CancellationToken.None);
            LogCarriedOut(log, order.GetType().Name, user, answer.Code);
            return answer;
        }
        catch (Exception known) when (Refusals.CodeOf(known) is { } code)
        {
            return new OrderAnswer(code, null, known.Message);
        }
        catch (Exception bug)
        {
            LogBroken(log, order.GetType().Name, bug.GetType().Name, bug.StackTrace);
            return new OrderAnswer(ExitCode.Internal, null, $"something went wrong that should not ({bug.GetType().Name}). The log of the service shows where.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The data folder's path is too long for a socket and XDG_RUNTIME_DIR is not set: what digitize changes from the command line has to wait until this service has stopped")]
    private static partial void LogNoPlace(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Order {Order} of user {User} on this machine: {Code}")]
    private static partial void LogCarriedOut(ILogger log, string order, uint user, ExitCode code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Order {Order} failed: {Kind} {Stack}")]
    private static partial void LogBroken(ILogger log, string order, string kind, string? stack);
}
