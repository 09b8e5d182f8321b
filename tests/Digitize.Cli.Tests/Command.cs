using System.Diagnostics;
using Digitize.Ocr;

namespace Digitize.Cli.Tests;

/// <summary>The program itself, in a process of its own: what it prints and answers.</summary>
internal static class Command
{
    internal sealed record Answer(ExitCode Code, byte[] Output, string Errors);

    public static Answer Run(params string[] arguments) => Run([], arguments);

    public static Answer Run(byte[] input, string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        Task.WaitAll(errors, reading);
        process.WaitForExit();
        return new Answer((ExitCode)process.ExitCode, output.ToArray(), errors.Result);
    }

    public static Process Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static Process Start(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "digitize.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        start.Environment.Remove("DIGITIZE_TRACE");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
