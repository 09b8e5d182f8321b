using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Digitize.Faults;

/// <summary>An installation with the real program, as its operator starts it: verbs, then <c>digitize up</c>.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RealService : IAsyncDisposable
{
    private const int Terminate = 15;

    /// <summary>Built as the tests are: <c>bin/Release/net10.0</c> of its project for theirs.</summary>
    private static readonly string Program = Path.Combine(
        RepositoryRoot, "src", "Digitize.Cli", Path.GetRelativePath(Path.Combine(RepositoryRoot, "tests", "Digitize.Faults"), AppContext.BaseDirectory), "digitize.dll");

    private readonly Dictionary<string, string> _environment;
    private Process? _process;
    private readonly ConcurrentQueue<string> _log = new();
    private Task _listening = Task.CompletedTask;

    /// <param name="environment">On top of what keeps the installation in its folder.</param>
    /// <param name="isTraced">Under strace, which makes it three times as slow; ask first whether that is there.</param>
    internal RealService(IReadOnlyDictionary<string, string> environment, bool isTraced = false)
    {
        Trace = isTraced ? Path.Combine(Folder, "connections") : null;
        _environment = new Dictionary<string, string>(environment)
        {
            ["DIGITIZE_MasterKey__Path"] = Path.Combine(Folder, "master.key"),
            ["DIGITIZE_Storage__ScratchFolder"] = Path.Combine(Data, "scratch"),
            ["DIGITIZE_Storage__MinimumFreeGigabytes"] = "0",
            ["DIGITIZE_Storage__MinimumFreePercent"] = "0",
            ["DIGITIZE_Storage__BallastMegabytes"] = "0",
            ["DIGITIZE_Intake__WatchedFolder"] = Inbox,
            ["OMP_THREAD_LIMIT"] = "1",
        };
    }

    internal static string RepositoryRoot
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Digitize.sln")))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            return folder;
        }
    }

    internal string Folder { get; } = Directory.CreateTempSubdirectory("digitize-real-").FullName;

    internal string Data => Path.Combine(Folder, "data");

    /// <summary>What comes into it is taken in for the account that the environment names.</summary>
    internal string Inbox => Path.Combine(Folder, "inbox");

    /// <summary>What it connected to, as strace tells it; null when it is not traced.</summary>
    internal string? Trace { get; }

    internal Uri Address { get; private set; } = new("http://127.0.0.1/");

    internal int Id => _process!.Id;

    internal string Output { get; private set; } = "";

    /// <summary>What it has said on standard error until now.</summary>
    internal string Log => string.Join('\n', _log);

    /// <summary>What one verb prints.</summary>
    internal async Task<string> PrintedAsync(params string[] arguments)
    {
        using var process = Start([.. arguments, "--data", Data], traced: false);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await errors);
        return output.TrimEnd('\n');
    }

    internal async Task UpAsync(CancellationToken cancel, int workers = 2)
    {
        _process = Start(["up", "--port", "0", "--workers", $"{workers}", "--data", Data], traced: Trace is not null);
        _listening = ListenAsync(_process.StandardError);
        const string up = "Digitize is at ";
        while (await _process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            Output += line + "\n";
            if (line.StartsWith(up, StringComparison.Ordinal))
            {
                Address = new Uri(line[up.Length..]);
                return;
            }
        }

        await _listening;
        throw new AssertionException("The service ended: " + Output + Log);
    }

    /// <param name="from">The loopback address that the client calls from.</param>
    internal HttpClient Client(string? key = null, string from = "127.0.0.1")
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, stop) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(context.DnsEndPoint, stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>The processes that read letters for it.</summary>
    internal IReadOnlyList<int> Readers()
    {
        var mine = new HashSet<int>();
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => (Id: int.Parse(name!), Parent: Programs.ParentOf(name!))).ToList();
        mine.Add(Id);
        for (var before = 0; before != mine.Count;)
        {
            before = mine.Count;
            mine.UnionWith(parents.Where(process => mine.Contains(process.Parent)).Select(process => process.Id));
        }

        return [.. mine.Where(id => Programs.CommandOf(id).Split('\0').Any(word => word.EndsWith("digitize-page-runner.dll", StringComparison.Ordinal) || word.EndsWith("digitize-page-runner", StringComparison.Ordinal))
            && !Programs.CommandOf(id).StartsWith("bwrap", StringComparison.Ordinal) && !Programs.CommandOf(id).StartsWith("strace", StringComparison.Ordinal))];
    }

    internal async Task StopAsync(CancellationToken cancel)
    {
        // strace passes no signal on: the service is its child.
        foreach (var service in Trace is null ? [Id] : Programs.ChildrenOf(Id))
        {
            Programs.Send(service, Terminate);
        }

        Output += await _process!.StandardOutput.ReadToEndAsync(cancel);
        await _process.WaitForExitAsync(cancel);
        await _listening;
    }

    private async Task ListenAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private Process Start(string[] arguments, bool traced)
    {
        string[] program = ["dotnet", Program, .. arguments];
        string[] command = traced ? ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg", "-e", "signal=none", "-s", "0", "-o", Trace!, .. program] : program;
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

/// <summary>What the tests ask of the operating system.</summary>
[SupportedOSPlatform("linux")]
internal static class Programs
{
    /// <summary>Null when the machine has no such program.</summary>
    internal static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <returns>False when it is gone.</returns>
    internal static bool Send(int process, int signal) => Kill(process, signal) == 0;

    internal static IReadOnlyList<int> ChildrenOf(int process) =>
        [.. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Words, each ended by a zero; empty when it is gone.</summary>
    internal static string CommandOf(int process) => Read($"/proc/{process}/cmdline");

    internal static int ParentOf(string process) =>
        Read($"/proc/{process}/stat") is { Length: > 0 } stat ? int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0]) : 0;

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
