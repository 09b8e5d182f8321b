using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Digitize.Tests.Storage;

/// <summary>What a process asked of the file system, in order, as strace(1) saw it. A call that another thread interrupted stands where it returned.</summary>
internal sealed partial record SystemCalls(IReadOnlyList<SystemCalls.Call> All, int ExitCode, string Output)
{
    private const string Traced = "mkdir,mkdirat,openat,write,pwrite64,pwritev,fsync,fdatasync,rename,renameat,renameat2,link,unlink,unlinkat";

    /// <summary>Starts this test assembly under strace. <paramref name="inject"/> is strace's own: <c>fsync:error=ENOSPC:when=2</c>.</summary>
    public static SystemCalls Of(string[] arguments, string? inject = null)
    {
        using var folder = new TemporaryFolder();
        var log = Path.Combine(folder.Path, "log");
        string[] strace = ["-f", "-y", "-s", "16", "-o", log, "-e", $"trace={Traced}", .. inject is null ? Array.Empty<string>() : ["-e", $"inject={inject}"]];
        var start = new ProcessStartInfo("strace", [.. strace, Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", typeof(SystemCalls).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("strace did not start.");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        TestContext.Out.WriteLine($"{inject}: {process.ExitCode} {output} {error.Result}");
        return new SystemCalls([.. Parse(File.ReadLines(log))], process.ExitCode, output);
    }

    private static IEnumerable<Call> Parse(IEnumerable<string> lines)
    {
        var unfinished = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var (thread, text) = (line[..line.IndexOf(' ')], line[line.IndexOf(' ')..].Trim());
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                unfinished[thread] = text[..^"<unfinished ...>".Length];
                continue;
            }

            if (Resumed().Match(text) is { Success: true } resumed)
                text = unfinished[thread] + text[resumed.Length..];
            if (Form().Match(text) is { Success: true } call)
                yield return new Call(call.Groups[1].Value, call.Groups[2].Value, long.Parse(call.Groups[3].Value));
        }
    }

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^(\w+)\((.*)\)\s+= (-?\d+)")]
    private static partial Regex Form();

    /// <summary>A call that came back: its name, its arguments as strace prints them, and what it returned.</summary>
    internal sealed partial record Call(string Name, string Arguments, long Result)
    {
        /// <summary>The path of the open file that the call is about: <c>fsync(45&lt;/path&gt;)</c>.</summary>
        public string OpenFile => OpenFileForm().Match(Arguments).Groups[1].Value;

        /// <summary>The paths that the call names.</summary>
        public string[] Paths => [.. QuotedForm().Matches(Arguments).Select(match => match.Groups[1].Value)];

        [GeneratedRegex(@"^\d+<([^>]*)>")]
        private static partial Regex OpenFileForm();

        [GeneratedRegex("\"([^\"]*)\"")]
        private static partial Regex QuotedForm();
    }
}
