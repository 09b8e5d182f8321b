using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Processing;
using Digitize.Storage;
using Digitize.Web;
using Digitize.Wiring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Faults;

/// <summary>An installation whose process is killed and started again, and what its customer has been promised meanwhile.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ServiceUnderFire : IAsyncDisposable
{
    private const int Terminate = 15;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly HashSet<string> _accepted = [];
    private Process? _process;
    private Task _listening = Task.CompletedTask;

    private ServiceUnderFire(AccountId account) => Account = account;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("digitize-faults-").FullName;

    internal AccountId Account { get; }

    /// <summary>Of <see cref="Account"/>.</summary>
    internal string Key { get; private set; } = "";

    /// <summary>Where the process answers that is up.</summary>
    internal Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The letters whose sender was told that they are safe.</summary>
    internal IReadOnlyCollection<string> Accepted
    {
        get
        {
            lock (_accepted)
            {
                return [.. _accepted];
            }
        }
    }

    internal static async Task<ServiceUnderFire> CreateAsync()
    {
        var service = new ServiceUnderFire(AccountId.New(TimeProvider.System));
        service.Key = await service.AddAsync(service.Account, "Muster GmbH");
        return service;
    }

    /// <summary>Another account, while nobody is at work.</summary>
    /// <returns>A key of it.</returns>
    internal async Task<string> AddAsync(AccountId account, string name)
    {
        await using var provider = AtRest();
        var key = provider.GetRequiredService<EncryptedBlobs>().NewAccountKey(account.ToString());
        await provider.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(new Account { Id = account, Name = name, WrappedKey = key, CreatedAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        var scopes = Grants.TryParseScopes("documents:read,documents:write")!.Value;
        return (await provider.GetRequiredService<ApiKeys>().IssueAsync(account, scopes, TimeSpan.FromDays(30), Actor.System, CancellationToken.None)).Reveal();
    }

    internal HttpClient Client(string? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key ?? Key);
        return client;
    }

    /// <summary>The rows and blobs, without anybody at work.</summary>
    internal ServiceProvider AtRest()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDigitize(Program.Settings(Folder));
        services.AddDigitizeAccounts();
        return services.BuildServiceProvider();
    }

    internal async Task StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, "serve", Folder, Account.Value.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Longest);
        var first = await _process.StandardOutput.ReadLineAsync(limit.Token);
        Assert.That(first, Does.StartWith("up "));
        Address = new Uri(first!["up ".Length..]);
        _listening = ListenAsync(_process.StandardOutput);
    }

    /// <summary>Sends letters without waiting for an answer, as they would be on their way when the power goes.</summary>
    internal async Task SendAsync(IEnumerable<string> names, int pages)
    {
        foreach (var name in names)
        {
            await _process!.StandardInput.WriteLineAsync($"{name} {pages}");
        }

        await _process!.StandardInput.FlushAsync();
    }

    internal async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        await _listening;
        _process.Dispose();
        _process = null;
    }

    /// <summary>An orderly stop, as from an operator. How long it took.</summary>
    internal async Task<TimeSpan> StopAsync()
    {
        var began = Stopwatch.GetTimestamp();
        Assert.That(Kill(_process!.Id, Terminate), Is.Zero);
        using var limit = new CancellationTokenSource(Longest);
        await _process.WaitForExitAsync(limit.Token);
        await _listening;
        Assert.That(_process.ExitCode, Is.Zero);
        _process.Dispose();
        _process = null;
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Until nothing is left to do for a service that is up.</summary>
    internal Task SettledAsync(int documents) => UntilAsync(async db =>
        await db.Documents.CountAsync(row => row.State == DocumentState.Completed || row.State == DocumentState.Failed) >= documents
        && !await db.WorkItems.AnyAsync(row => row.State == WorkState.Ready || row.State == WorkState.Leased));

    /// <summary>Looks at the rows of the service that is up until they are as wanted.</summary>
    internal async Task UntilAsync(Func<DigitizeDb, Task<bool>> isSo)
    {
        using var database = new DigitizeDatabase(new DatabaseOptions { File = Path.Combine(Folder, "digitize.db") });
        using var limit = new CancellationTokenSource(Longest);
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await every.WaitForNextTickAsync(limit.Token))
        {
            await using var db = database.Open(CurrentAccount.Everyone);
            if (await isSo(db))
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private async Task ListenAsync(StreamReader said)
    {
        while (await said.ReadLineAsync() is { } line)
        {
            // A line that was cut off by the end of the process told nobody anything; these are written whole.
            Assert.That(line, Does.StartWith("accepted "));
            lock (_accepted)
            {
                _accepted.Add(line["accepted ".Length..]);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
