using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Digitize.Benchmarks.Service;

/// <summary>The real program, <c>digitize up</c>, on a data folder of its own that goes with it.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _program;
    private readonly string _data;
    private readonly Process _process;
    private readonly ProcessTreeMeter _meter;

    private ServiceProcess(string program, string data, Process process, Uri address, string administratorPassword) =>
        (_program, _data, _process, _meter, Address, AdministratorPassword) = (program, data, process, new ProcessTreeMeter(process.Id), address, administratorPassword);

    public Uri Address { get; }

    public string AdministratorPassword { get; }

    /// <summary>The session of the administrator, once there is one: signing in often is slowed down.</summary>
    public string? OperatorCookie { get; set; }

    /// <summary>With these accounts and one key for each entry; the keys come in the order of the entries.</summary>
    /// <param name="settings">Environment of the service and of the verbs: another database, another bus.</param>
    public static (ServiceProcess Service, IReadOnlyList<string> Keys) Start(string program, string work, int? workers, IReadOnlyList<string> accountOfKeys, IReadOnlyDictionary<string, string>? settings = null)
    {
        var data = Path.Combine(work, "service-" + Guid.CreateVersion7().ToString("N"));
        foreach (var account in accountOfKeys.Distinct())
        {
            Verb(program, data, settings, "account", "create", account);
        }

        var keys = accountOfKeys.Select(account => Verb(program, data, settings, "key", "create", "--account", account)).ToList();
        List<string> arguments = ["up", "--data", data, "--port", "0"];
        if (workers is { } number)
        {
            arguments.AddRange(["--workers", number.ToString(CultureInfo.InvariantCulture)]);
        }

        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Set(start, data, settings);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The service did not start.");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var (address, password) = ReadStart(process);

        // What else it prints must not fill the pipe.
        _ = process.StandardOutput.ReadToEndAsync();
        return (new ServiceProcess(program, data, process, address, password), keys);
    }

    public HttpClient Client(string key)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(30) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>Processor time so far of the service and of every process it started.</summary>
    public TimeSpan ProcessorTime() => _meter.ProcessorTime;

    /// <summary>The largest resident memory that the service's own process has had, in bytes.</summary>
    public long PeakMemory() =>
        1024 * long.Parse(File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _meter.Dispose();
        using (_process)
        {
            if (!_process.HasExited)
            {
                Tool.Output("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
                if (!_process.WaitForExit(TimeSpan.FromSeconds(40)))
                {
                    _process.Kill(entireProcessTree: true);
                    _process.WaitForExit();
                }
            }
        }

        Directory.Delete(_data, recursive: true);
        File.Delete(_data + ".key");
    }

    private static void Set(ProcessStartInfo start, string data, IReadOnlyDictionary<string, string>? settings)
    {
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        start.Environment["DIGITIZE_MasterKey__Path"] = data + ".key";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
    }

    private static string Verb(string program, string data, IReadOnlyDictionary<string, string>? settings, params string[] verb)
    {
        var start = new ProcessStartInfo(program, [.. verb, "--data", data]) { RedirectStandardOutput = true };
        Set(start, data, settings);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', verb)} ended with {process.ExitCode}.");
    }

    private static (Uri Address, string Password) ReadStart(Process process)
    {
        var password = "";
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < Patience && process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains("with the password ", StringComparison.Ordinal))
            {
                password = line.Split("with the password ")[1].Split(' ')[0];
            }

            if (line.StartsWith("Digitize is at ", StringComparison.Ordinal))
            {
                return (new Uri(line["Digitize is at ".Length..]), password);
            }
        }

        throw new InvalidOperationException("The service did not say where it is.");
    }
}
