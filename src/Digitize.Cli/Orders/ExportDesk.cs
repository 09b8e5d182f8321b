using System.Globalization;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Exports;
using Digitize.Ocr;
using Digitize.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Orders;

/// <summary>Writes everything of an account into a file for an operator, who is told of in the account's audit first.</summary>
internal static class ExportDesk
{
    public static async Task<OrderAnswer> CarryOutAsync(IServiceProvider services, Order.ExportAccount order, CancellationToken cancel)
    {
        if (await services.GetRequiredService<AccountRegister>().FindAccountAsync(order.Account, cancel) is not { } account)
        {
            return OrderAnswer.Refused(OrderDesk.NoSuchAccount);
        }

        if (File.Exists(order.File))
        {
            return OrderAnswer.Refused($"{order.File} is there already: nothing is written over it.");
        }

        var done = 0L;
        return services.GetRequiredService<LongOrders>().Begin(
            () => WriteAsync(services, account, order.File, written => Interlocked.Exchange(ref done, written)),
            () => string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref done)} documents written"));
    }

    private static async Task<OrderAnswer> WriteAsync(IServiceProvider services, AccountId account, string path, Action<long> tell)
    {
        try
        {
            var (database, audit) = (services.GetRequiredService<DigitizeDatabase>(), services.GetRequiredService<AuditLog>());
            await database.WriteAsync(CurrentAccount.Everyone, db => audit.AppendAsync(db, account, AuditEvent.Of(Actor.OnMachine, AuditAction.ExportWritten, account), CancellationToken.None), CancellationToken.None);
            var summary = await services.GetRequiredService<ExportWriter>().WriteFileAsync(account, path, written =>
            {
                tell(written);
                return Task.CompletedTask;
            }, CancellationToken.None);
            var line = string.Create(CultureInfo.InvariantCulture, $"{summary.Documents} documents are in {path}. It is not encrypted: only its owner can read it now, and only as long as you keep it so.");
            return summary.Faults.Count == 0 ? OrderAnswer.Done(line) : new OrderAnswer(ExitCode.ResultFailedCheck, line, string.Join('\n', summary.Faults.Take(20)));
        }
        catch (Exception known) when (Installation.Refusals.CodeOf(known) is { } code)
        {
            return new OrderAnswer(code, null, known.Message);
        }
    }
}
