using System.Net.Http.Headers;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Exports;
using Digitize.Intake;
using Digitize.Processing;
using Digitize.Retention;
using Digitize.Storage;
using Digitize.Web.Protection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digitize.Web.Tests;

/// <summary>The real service on a loopback port, with its own data folder. Nobody works on its documents: they stay as they came in.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private WebApplication? _app;

    private TestService(string? folder)
    {
        _ownsFolder = folder is null;
        _folder = folder ?? Directory.CreateTempSubdirectory("digitize-web-test-").FullName;
    }

    public TestClock Clock { get; } = new();

    public LogLines Log { get; } = new();

    public string Folder => _folder;

    public Uri Address => new(App.Urls.Single());

    public IServiceProvider Services => App.Services;

    private WebApplication App => _app ?? throw new InvalidOperationException("Not started.");

    /// <param name="folder">Of a service that was stopped; null for a new one.</param>
    public static async Task<TestService> StartAsync(LimitOptions? limits = null, string? folder = null, double freePercent = 0, int megabytes = 512, IsolationLevel isolation = IsolationLevel.LimitsOnly)
    {
        var service = new TestService(folder);
        var random = RandomNumberGenerator.Create();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production", Args = [] });
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(service.Log).SetMinimumLevel(LogLevel.Trace);
        var services = builder.Services;
        services.AddSingleton<TimeProvider>(service.Clock);
        services.AddSingleton(random);
        services.AddSingleton(new DatabaseOptions { File = Path.Combine(service._folder, "digitize.db") });
        services.AddSingleton<DigitizeDatabase>();
        services.AddSingleton<IBlobStore>(new DiskBlobStore(Path.Combine(service._folder, "blobs"), random));
        services.AddSingleton(MasterKey.LoadOrCreate(Path.Combine(service._folder, "master.key"), random));
        services.AddSingleton<EncryptedBlobs>();
        services.AddSingleton(new SpaceGuard(service._folder, new StorageOptions { MinimumFreeGigabytes = 0, MinimumFreePercent = freePercent, BallastMegabytes = 0 }));
        services.AddSingleton(new IntakeOptions { MaxUploadMegabytes = megabytes });
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<WorkItems>();
        services.AddSingleton<Digitize.Intake.Intake>();
        services.AddSingleton(new ProcessingOptions { Workers = 0, Drawers = 2 });
        services.AddSingleton(new Scratch(Path.Combine(service._folder, "scratch"), TimeProvider.System, random));
        services.AddSingleton(provider => Drawing(provider, isolation));
        services.AddSingleton<PagePictures>();
        services.AddSingleton(new BackupOptions { First = new VaultOptions { Folder = Path.Combine(service._folder, "vault"), KeyFolder = Path.Combine(service._folder, "vault-keys") } });
        services.AddSingleton(new DeletionPromise(TimeSpan.FromDays(35)));
        services.AddSingleton<DeletionLedger>();
        services.AddSingleton<Erasure>();
        services.AddSingleton(new VaultSpool(service._folder));
        services.AddSingleton<BackupJob>();
        services.AddSingleton<ExportWriter>();
        services.AddSingleton<ExportJob>();

        // What a password is hashed with is tested for itself; here hundreds sign in.
        services.AddSingleton(new Passwords(random, iterations: 1000));
        services.AddDigitizeWeb(new WebOptions { MaxUploadMegabytes = megabytes, Limits = limits ?? new LimitOptions { Burst = 100_000, StrangerRequestsPerMinute = 100_000 }, EventStep = TimeSpan.FromMilliseconds(20) });
        service._app = builder.Build();
        service._app.MapDigitize();
        await new Migrator(service.Services.GetRequiredService<DigitizeDatabase>(), service.Clock).MigrateAsync(CancellationToken.None);
        await service._app.StartAsync();
        return service;
    }

    private static DrawingChildren Drawing(IServiceProvider provider, IsolationLevel least)
    {
        var limits = new RunnerLimits { TessdataFolder = SourceFolder.Path, ScratchFolder = provider.GetRequiredService<Scratch>().NewLastingFolder().Path, Children = 2, WarmLanguages = null, LeastIsolation = least };
        return new DrawingChildren(cancel => ChildProcessRunner.StartAsync(limits, TimeProvider.System, cancel), TimeProvider.System, provider.GetRequiredService<ILogger<DrawingChildren>>());
    }

    public async Task<AccountId> AddAccountAsync(string name)
    {
        var blobs = Services.GetRequiredService<EncryptedBlobs>();
        var made = await Services.GetRequiredService<AccountRegister>().CreateAccountAsync(name, id => blobs.NewAccountKey(id.ToString()), Actor.System, CancellationToken.None);
        return ((NewAccount.Created)made).Id;
    }

    public async Task<ApiKeyText> AddKeyAsync(AccountId account, string scopes = "documents:read,documents:write,account:manage", int days = 30) =>
        await Services.GetRequiredService<ApiKeys>().IssueAsync(account, Grants.TryParseScopes(scopes)!.Value, TimeSpan.FromDays(days), Actor.System, CancellationToken.None);

    public async Task<NewUser.Created> AddUserAsync(string login, AccountId account, Role role) =>
        (NewUser.Created)await Services.GetRequiredService<AccountRegister>().CreateUserAsync(login, account, role, Actor.System, CancellationToken.None);

    /// <returns>The issued password.</returns>
    public async Task<string> AddUserAsync(string login, InstallationRole role) =>
        ((NewUser.Created)await Services.GetRequiredService<AccountRegister>().CreateUserAsync(login, role, Actor.System, CancellationToken.None)).Password;

    public HttpClient Client(ApiKeyText? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key.Reveal());
        return client;
    }

    /// <summary>A client of a new account of its own.</summary>
    public async Task<HttpClient> NewCustomerAsync(string name = "Muster GmbH") => Client(await AddKeyAsync(await AddAccountAsync(name)));

    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            await app.StopAsync();
            await app.DisposeAsync();
            _app = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}

/// <summary>Everything that was logged.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public string All => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue($"scope {state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
