using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Digitize.Scaled.Tests.Servers;

/// <summary>Programs of the system, run as an ordinary user: PostgreSQL refuses to run as root.</summary>
[SupportedOSPlatform("linux")]
internal static class Programs
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>A port that was free a moment ago.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A folder of <paramref name="user"/> that nobody else may enter, with a path short enough for a socket.</summary>
    internal static string NewFolder(string user)
    {
        var path = Directory.CreateTempSubdirectory("digitize-scaled-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", [user, path], null);
        }

        return path;
    }

    /// <summary>The program to its end; what it says on both streams.</summary>
    internal static string Run(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment, string? user = null)
    {
        using var process = Start(program, arguments, environment, user);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} has not ended.");
        }

        return process.ExitCode == 0 ? output + errors.Result : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}{errors.Result}");
    }

    /// <param name="user">Whom it runs as when the tests run as root.</param>
    internal static Process Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment, string? user)
    {
        string[] all = user is not null && Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={user}", $"--regid={GroupOf(user)}", "--clear-groups", program, .. arguments]
            : [program, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits until something listens.</summary>
    internal static async Task ListeningAsync(int port, Process server, CancellationToken cancel)
    {
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancel);
                return;
            }
            catch (SocketException) when (!server.HasExited)
            {
                await every.WaitForNextTickAsync(cancel);
            }
        }
    }

    /// <summary>The user that the package made for its server, or one that may do nothing.</summary>
    internal static string UserFor(string server) => File.ReadLines("/etc/passwd").Any(line => line.StartsWith(server + ":", StringComparison.Ordinal)) ? server : "nobody";

    private static string GroupOf(string user) => File.ReadLines("/etc/passwd").First(line => line.StartsWith(user + ":", StringComparison.Ordinal)).Split(':')[3];
}
