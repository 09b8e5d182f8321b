using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Exports;
using Digitize.Intake;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Retention;
using Digitize.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digitize.Wiring;

/// <summary>
/// From settings to services. The three switches between one machine and many (database, bus, files) are here and in <see cref="BusWiring"/>, and nowhere else.
/// Sections: <c>Installation</c>, <c>Database</c>, <c>Storage</c>, <c>MasterKey</c>, <c>Bus</c>, <c>Intake</c>, <c>Processing</c>, <c>Retention</c>.
/// </summary>
public static class DigitizeWiring
{
    /// <summary>Room in memory that is enough for the originals of a few large letters.</summary>
    private const long ScratchRoom = 2_000_000_000;

    public static IServiceCollection AddDigitize(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<InstallationOptions>(settings, "Installation");
        services.AddSettings<DatabaseOptions>(settings, "Database");
        services.AddSettings<StorageOptions>(settings, "Storage");
        services.AddSettings<MasterKeyOptions>(settings, "MasterKey");
        services.AddSettings<IntakeOptions>(settings, "Intake");
        services.AddSettings<ProcessingOptions>(settings, "Processing");
        services.AddSettings<BackupOptions>(settings, "Backup");
        services.AddSettings<RetentionOptions>(settings, "Retention");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());
        services.AddRows();
        services.AddFiles();
        services.AddWork();
        services.AddBackups();
        services.AddRetention();
        services.AddExports();
        services.AddBus(settings);
        services.AddHostedService<WatchedFolder>();
        services.AddHostedService<Housekeeping>();
        services.AddHostedService<BackupSchedule>();
        services.AddSingleton<Workers>();
        services.AddHostedService(NewWorkerBeat);
        return services;
    }

    private static void AddRows(this IServiceCollection services)
    {
        services.AddSingleton(OpenDatabase);
        services.AddScoped<CurrentAccount>();
        services.AddScoped(provider => provider.GetRequiredService<DigitizeDatabase>().Open(provider.GetRequiredService<CurrentAccount>()));
        services.AddScoped<DocumentQueries>();
        services.AddScoped<Search>();
        services.AddSingleton<Versions>();
        services.AddSingleton<VersionRemoval>();
        services.AddSingleton<Purge>();
        services.AddSingleton<SearchUpkeep>();
    }

    /// <summary>Nobody gets the database before its schema is up to date.</summary>
    private static DigitizeDatabase OpenDatabase(IServiceProvider provider)
    {
        var database = new DigitizeDatabase(DatabaseSettings(provider));
        new Migrator(database, provider.GetRequiredService<TimeProvider>()).MigrateAsync(CancellationToken.None).GetAwaiter().GetResult();
        return database;
    }

    private static DatabaseOptions DatabaseSettings(IServiceProvider provider)
    {
        var set = provider.GetRequiredService<DatabaseOptions>();
        return set with { File = set.File ?? Path.Combine(DataFolder(provider), "digitize.db") };
    }

    private static void AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<IBlobStore>(provider => provider.GetRequiredService<StorageOptions>().S3 is { } s3
            ? new S3BlobStore(s3, Path.Combine(DataFolder(provider), "spool"), provider.GetRequiredService<RandomNumberGenerator>())
            : new DiskBlobStore(provider.GetRequiredService<StorageOptions>().BlobFolder ?? Path.Combine(DataFolder(provider), "blobs"), provider.GetRequiredService<RandomNumberGenerator>()));
        services.AddSingleton(provider => MasterKeyOf(provider));
        services.AddSingleton<InstallationSecrets>();
        services.AddAudit();
        services.AddSingleton<EncryptedBlobs>();
        services.AddSingleton(provider => new SpaceGuard(DataFolder(provider), provider.GetRequiredService<StorageOptions>()));
        services.AddSingleton(provider => new Scratch(
            Scratch.ChooseRoot(provider.GetRequiredService<StorageOptions>().ScratchFolder, DataFolder(provider), ScratchRoom),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<RandomNumberGenerator>()));
    }

    private static void AddBackups(this IServiceCollection services)
    {
        services.AddSingleton(provider => new DeletionPromise(provider.GetRequiredService<BackupOptions>().GoneFromVaultsWithin));
        services.AddSingleton<DeletionLedger>();
        services.AddSingleton<Erasure>();
        services.AddSingleton<BackupMeters>();
        services.AddSingleton(provider => new VaultSpool(Path.Combine(DataFolder(provider), "spool")));
        services.AddSingleton<BackupJob>();
    }

    private static void AddExports(this IServiceCollection services)
    {
        services.AddSingleton<ExportWriter>();
        services.AddSingleton<AccountExports>();
        services.AddSingleton<ExportJob>();
        services.AddHostedService<ExportSchedule>();
    }

    /// <summary>The web side adds what it needs of this where it runs without the rest.</summary>
    private static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<JobLeases>();
        services.AddSingleton(provider => new DocumentTrash(
            provider.GetRequiredService<DigitizeDatabase>(), provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<RetentionOptions>().TrashTime));
        services.AddSingleton<LegalHolds>();
        services.AddSingleton<DocumentTypes>();
        services.AddSingleton<Filing>();
        services.AddSingleton<Restriction>();
        services.AddSingleton<Contracts>();
        services.AddSingleton<RetentionJob>();
        services.AddSingleton<ContractJob>();
        services.AddSingleton<RetentionRounds>();
        services.AddHostedService<RetentionSchedule>();
    }

    private static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<ContentReadings>();
        services.AddSingleton<Releases>();
    }

    private static void AddWork(this IServiceCollection services)
    {
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<WorkItems>();
        services.AddSingleton<WorkMeters>();
        services.AddSingleton<Intake.Intake>();
        services.AddSingleton(provider => new Jitter(provider.GetRequiredService<RandomNumberGenerator>()));
        services.AddSingleton<WorkRounds>();
        services.AddSingleton<NextStage>();

        // Before the bus adds them for each message: they hold nothing, and the rounds ask for them.
        services.AddSingleton<RecognizePageConsumer>();
        services.AddSingleton<AssembleDocumentConsumer>();
        services.AddSingleton<Gathering>();
        services.AddSingleton<Leftovers>();
        services.AddSingleton<OpenDocuments>();
        services.AddSingleton<PageBlobs>();
        services.AddSingleton<StackCutting>();
        services.AddSingleton<StackSplitting>();
        services.AddSingleton<DispatcherPulse>();
        services.AddSingleton<ReadingAgain>();
        services.AddSingleton<NewVersions>();
        services.AddSingleton<DocumentSplitting>();
        services.AddSingleton<DocumentMerging>();
        services.AddSingleton<DocumentMerges>();
        services.AddSingleton<VersionEditing>();
        services.AddSingleton<WordConfirmations>();
        services.AddSingleton<VersionEdits>();
        services.AddSingleton<Overview>();
        services.AddSingleton<Throughput>();
        services.AddSingleton<AccountCounts>();
        services.AddSingleton<DeadWork>();
        services.AddSingleton<HealthChecks>();
        services.AddSingleton(provider => new SourceFiles(
            provider.GetRequiredService<EncryptedBlobs>(), provider.GetRequiredService<Scratch>(), provider.GetRequiredService<ProcessingOptions>().Workers));
        services.TryAddSingleton<IPageRunner>(StartRunner);
        services.AddSingleton(PrepareDrawing);
        services.AddSingleton<PagePictures>();
    }

    /// <summary>Waits for the first child: without one there is nothing for a worker to do, and too little isolation must stop the start.</summary>
    private static ChildProcessRunner StartRunner(IServiceProvider provider)
    {
        var express = provider.GetRequiredService<DigitizeDatabase>().IsSqlite ? ProcessingOptions.ExpressPlaces : 0;
        var limits = LimitsOf(provider) with { Children = Math.Max(1, provider.GetRequiredService<ProcessingOptions>().Workers) + express };
        return ChildProcessRunner.StartAsync(limits, provider.GetRequiredService<TimeProvider>(), CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>Starts nothing yet. A machine without enough isolation serves everything but pictures.</summary>
    private static DrawingChildren PrepareDrawing(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var limits = LimitsOf(provider) with { Children = provider.GetRequiredService<ProcessingOptions>().Drawers, WarmLanguages = null };
        return new DrawingChildren(cancel => ChildProcessRunner.StartAsync(limits, time, cancel), time, provider.GetRequiredService<ILogger<DrawingChildren>>());
    }

    private static RunnerLimits LimitsOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<ProcessingOptions>();
        return new RunnerLimits
        {
            TessdataFolder = Path.GetFullPath(options.Tessdata),
            ScratchFolder = provider.GetRequiredService<Scratch>().NewLastingFolder().Path,
            LeastIsolation = options.LeastIsolation,
            WarmReader = options.Reader,
        };
    }

    /// <summary>A process that reads no pages must not start children to tell so.</summary>
    private static WorkerBeat NewWorkerBeat(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<ProcessingOptions>();
        return new WorkerBeat(
            provider.GetRequiredService<DigitizeDatabase>(), provider.GetRequiredService<Workers>(), options, options.Workers > 0 ? provider.GetRequiredService<IPageRunner>() : null,
            provider.GetRequiredService<WorkMeters>(), provider.GetRequiredService<RandomNumberGenerator>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<WorkerBeat>>());
    }

    private static MasterKey MasterKeyOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<MasterKeyOptions>();
        var locked = MasterKeyRotation.KeyOfDataAsync(provider.GetRequiredService<DigitizeDatabase>(), CancellationToken.None).GetAwaiter().GetResult();

        // A new key for old data would lock it away for good.
        var key = MasterKey.Load(options, DataFolder(provider), hasData: locked is not null, provider.GetRequiredService<RandomNumberGenerator>());
        return locked is null || locked == key.Id ? key : throw new UnusableMasterKeyException(
            $"The data opens with the master key {locked}, and the one that is set is {key.Id}." + (MasterKeyFiles.IsChangeUnderWay(options) ? " A change of the key was broken off: run digitize key rotate again." : ""));
    }

    private static string DataFolder(IServiceProvider provider)
    {
        var folder = Path.GetFullPath(provider.GetRequiredService<InstallationOptions>().DataFolder);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Checked when the host starts; the slices get the plain record.</summary>
    internal static void AddSettings<T>(this IServiceCollection services, IConfiguration settings, string section) where T : class
    {
        services.AddOptions<T>().Bind(settings.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<T>>().Value);
    }
}
