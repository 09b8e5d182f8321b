using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Ocr;
using Digitize.Operations;
using Digitize.Privacy;
using Digitize.Storage;
using Digitize.Wiring;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Installation;

/// <summary>
/// Changes the master key of an installation that stands still: a running service would go on with the old one. Whenever it is broken off, it is gone on with when it is asked for again.
/// </summary>
internal static class KeyRotation
{
    /// <param name="nextFile">Where the next key is, or is made; null to change the key's own file. Where the key is a variable of the environment, a file has to be named.</param>
    public static ExitCode Run(string data, string? nextFile) =>
        Refusals.HoldingAsync(data, folder => RunAsync(folder, nextFile)).GetAwaiter().GetResult();

    private static async Task<ExitCode> RunAsync(DataFolder data, string? nextFile)
    {
        await using var services = new ServiceCollection().AddLogging().AddDigitize(InstallationSettings.For(data, 0)).BuildServiceProvider();
        var (options, random, database) = (services.GetRequiredService<MasterKeyOptions>(), services.GetRequiredService<RandomNumberGenerator>(), services.GetRequiredService<DigitizeDatabase>());
        if (nextFile is null && options.Base64 is not null)
        {
            return Refusals.Say("the master key is in a variable of the environment: give --to FILE, where the next one is written, and set the variable to it afterwards.", ExitCode.WrongArguments);
        }

        var alive = (await services.GetRequiredService<Workers>().ListAsync(CancellationToken.None)).Where(worker => worker.IsAlive).Select(worker => worker.Row.Name).ToList();
        if (alive.Count > 0 && !database.IsSqlite)
        {
            return Refusals.Say($"these machines still work with the old key: {string.Join(", ", alive)}. Stop them first; a minute later they count as stopped.", ExitCode.FileAccess);
        }

        if (await MasterKeyRotation.KeyOfDataAsync(database, CancellationToken.None) is null)
        {
            return Refusals.Say("nothing is locked with a master key yet: there is nothing to change.", ExitCode.WrongArguments);
        }

        using var before = MasterKey.Load(options, data.Path, hasData: true, random);
        using var next = nextFile is null ? MasterKeyFiles.Next(options, random) : MasterKey.LoadOrCreate(Path.GetFullPath(nextFile), random);
        RotatedKeys rotated;
        try
        {
            rotated = await new MasterKeyRotation(database).RunAsync(before, next, CancellationToken.None);
        }
        catch (CryptographicException wrong)
        {
            return Refusals.Say($"nothing was changed: {wrong.Message}", ExitCode.FileAccess);
        }

        await TellAuditAsync(services, next);
        Console.Out.WriteLine($"{rotated.Wrapped} keys are locked with the new master key {next.Id}.");
        Console.Out.WriteLine(nextFile is null
            ? $"It is in {Path.GetFullPath(options.Path)}: keep a copy of it where the old one's was. The old one is in {MasterKeyFiles.Exchange(options, before)}."
            : $"It is in {Path.GetFullPath(nextFile)}: set it (DIGITIZE_MasterKey__Path) on every machine before you start one.");
        Console.Out.WriteLine("Run digitize backup run, so that the backups open with the new one; then destroy the old one. Key bags from before open with it until they are gone.");
        return ExitCode.Done;
    }

    private static Task TellAuditAsync(IServiceProvider services, MasterKey next)
    {
        var (database, time, random) = (services.GetRequiredService<DigitizeDatabase>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<RandomNumberGenerator>());
        var audit = new AuditLog(new EncryptedBlobs(services.GetRequiredService<IBlobStore>(), next, random), new InstallationSecrets(database, next, time, random), time, random);
        return database.WriteAsync(CurrentAccount.Everyone, db => audit.AppendAsync(db, null, new AuditEvent(Actor.OnMachine, AuditAction.MasterKeyChanged), CancellationToken.None), CancellationToken.None);
    }
}
