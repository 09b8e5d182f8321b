using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Digitize.Scaled.Tests.Servers;

/// <summary>A RabbitMQ node of our own with its own epmd: own ports, own folder, own user, never the machine's.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RabbitServer : IDisposable
{
    /// <summary>Debian's scripts in front of these insist on the machine's own node.</summary>
    private const string Bin = "/usr/lib/rabbitmq/bin";

    private const string Login = "letters";
    private const string Password = "carried-by-hand";

    private static readonly string User = Programs.UserFor("rabbitmq");
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly string _folder = Programs.NewFolder(User);
    private readonly int _port = Programs.FreePort();
    private readonly Dictionary<string, string> _environment;
    private readonly Process _epmd;
    private Process? _shell;
    private int _hosts;

    private RabbitServer()
    {
        var epmdPort = Programs.FreePort();
        _environment = new Dictionary<string, string>
        {
            ["HOME"] = _folder,
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_NODENAME"] = $"letters{_port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{_port}",
            ["RABBITMQ_DIST_PORT"] = $"{Programs.FreePort()}",
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "rabbitmq-env.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
            ["RABBITMQ_PID_FILE"] = PidFile,
            // As docker-compose.yml has it: Erlang's idle threads sleep at once.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+sbwt none +sbwtdcpu none +sbwtdio none",
            ["ERL_EPMD_PORT"] = $"{epmdPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        };
        File.WriteAllText(Path.Combine(_folder, "rabbitmq.conf"), $"""
            default_user = {Login}
            default_pass = {Password}
            default_vhost = first
            disk_free_limit.absolute = 10MB
            vm_memory_high_watermark.absolute = 1GB

            """);
        File.WriteAllText(Path.Combine(_folder, "enabled_plugins"), "[].");
        _epmd = Programs.Start("epmd", ["-port", $"{epmdPort}"], _environment, User);
    }

    private string PidFile => Path.Combine(_folder, "pid");

    /// <returns>Null when RabbitMQ is not installed.</returns>
    internal static async Task<RabbitServer?> TryStartAsync()
    {
        if (!File.Exists(Path.Combine(Bin, "rabbitmq-server")) || !File.Exists("/usr/bin/epmd"))
        {
            return null;
        }

        var server = new RabbitServer();
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    internal async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(StartTime);
        File.Delete(PidFile);
        _shell = Programs.Start(Path.Combine(Bin, "rabbitmq-server"), [], _environment, User);
        _shell.OutputDataReceived += (_, _) => { };
        _shell.ErrorDataReceived += (_, _) => { };
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
        await Programs.ListeningAsync(_port, _shell, limit.Token);
    }

    /// <summary>A virtual host of its own, so that tests do not take each other's hints.</summary>
    internal RabbitHost NewHost()
    {
        var name = $"host{Interlocked.Increment(ref _hosts)}";
        Control("add_vhost", name);
        Control("set_permissions", "-p", name, Login, ".*", ".*", ".*");
        return new RabbitHost(this, name, $"amqp://{Login}:{Password}@127.0.0.1:{_port}/{name}");
    }

    internal string Control(params string[] arguments) => Programs.Run(Path.Combine(Bin, "rabbitmqctl"), ["-q", .. arguments], _environment, User);

    /// <summary>kill -9 of the node.</summary>
    internal void Kill()
    {
        if (File.Exists(PidFile) && int.TryParse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture, out var pid))
        {
            using var node = Process.GetProcesses().FirstOrDefault(process => process.Id == pid && process.ProcessName.StartsWith("beam", StringComparison.Ordinal));
            node?.Kill();
            node?.WaitForExit();
        }

        _shell?.WaitForExit();
        _shell?.Dispose();
        _shell = null;
    }

    public void Dispose()
    {
        Kill();
        _epmd.Kill();
        _epmd.WaitForExit();
        _epmd.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>One virtual host of the broker.</summary>
[SupportedOSPlatform("linux")]
internal sealed record RabbitHost(RabbitServer Server, string Name, string Address)
{
    internal string Control(string command, params string[] arguments) => Server.Control([command, "-p", Name, .. arguments]);

    /// <summary>Name and kind of every queue, in order.</summary>
    internal IReadOnlyList<string> Queues() =>
        [.. Control("list_queues", "--no-table-headers", "name", "type").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace('\t', ' ')).Order(StringComparer.Ordinal)];
}
