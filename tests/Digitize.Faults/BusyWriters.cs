using System.Globalization;
using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Faults;

/// <summary>A process that writes a database from 16 sides and reads it from 4, until it is killed or told to stop by the end of its input. Says <c>wrote NAME</c> after each commit.</summary>
internal static class BusyWriters
{
    private const int Writers = 16;
    private const int Readers = 4;

    internal static async Task<int> RunAsync(string file, string round)
    {
        using var database = new DigitizeDatabase(new DatabaseOptions { File = file });
        await new Migrator(database, TimeProvider.System).MigrateAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var work = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(database, $"{round}-{writer}", writer % 4 == 0, stop.Token)))
            .Concat(Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadAsync(database, stop.Token)))).ToList();
        Console.Out.WriteLine("up");
        var told = Task.Run(Console.In.ReadLineAsync);
        var first = await Task.WhenAny([told, .. work]);
        await stop.CancelAsync();
        try
        {
            await Task.WhenAll(work);
            return first == told ? 0 : 1;
        }
        catch (Exception fault)
        {
            Console.Out.WriteLine($"fault {fault.GetType().Name}: {fault.Message}");
            return 3;
        }
    }

    /// <param name="plainly">As the stores of others do: <c>SaveChanges</c> without a transaction around it.</param>
    private static async Task WriteAsync(DigitizeDatabase database, string name, bool plainly, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var row = new Account { Id = AccountId.New(TimeProvider.System), Name = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"), WrappedKey = new byte[60], CreatedAt = DateTimeOffset.UnixEpoch };
            if (plainly)
            {
                await using var db = database.Open(CurrentAccount.Everyone);
                db.Add(row);
                await db.SaveChangesAsync(CancellationToken.None);
            }
            else
            {
                await database.WriteAsync(CurrentAccount.Everyone, async db =>
                {
                    Assert.That(await db.Accounts.AnyAsync(known => known.Name == row.Name), Is.False);
                    db.Add(row);
                    await db.SaveChangesAsync();
                }, CancellationToken.None);
            }

            Console.Out.WriteLine("wrote " + row.Name);
        }
    }

    private static async Task ReadAsync(DigitizeDatabase database, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using var db = database.Open(CurrentAccount.Everyone);
            _ = await db.Accounts.Where(row => row.Name.Contains('7')).OrderBy(row => row.Name).Take(100).ToListAsync(CancellationToken.None);
        }
    }
}
