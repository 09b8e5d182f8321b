using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Digitize.Pages;
using Digitize.Pages.Wire;

namespace Digitize.FaultyChild;

/// <summary>A child that has been taken over, or is ill: what it does wrong is its first argument.</summary>
internal static class Program
{
    private static readonly Stream Requests = Console.OpenStandardInput();
    private static readonly Stream Answers = Console.OpenStandardOutput();

    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments[0])
        {
            case "completes":
                return await AnswerAsync();
            case "lingers":
                await AnswerAsync();
                return Linger();
            case "needs-term":
                return Linger();
            case "needs-kill":
                return LingerThroughTerm();
            case "unkillable":
                StartStubborn();
                StartStubborn();
                return LingerThroughTerm();
            case "fails-while-lingering":
                await Frames.ReadAsync(Requests, CancellationToken.None);
                await Answers.WriteAsync(new byte[] { 1, 2 });
                return LingerThroughTerm();
            case "dies":
                await Frames.ReadAsync(Requests, CancellationToken.None);
                Environment.FailFast("on purpose");
                return 0;
            case "exits":
                await Frames.ReadAsync(Requests, CancellationToken.None);
                await Console.Error.WriteLineAsync("gone\u001b[31m with\u202e words\n" + new string('x', 100_000));
                return 7;
            case "lies":
                await Frames.ReadAsync(Requests, CancellationToken.None);
                await Frames.WriteAsync(Answers, new byte[] { 99, 1, 2, 3 }, CancellationToken.None);
                return Linger();
            case "boasts":
                var length = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(length, int.MaxValue);
                await Answers.WriteAsync(length);
                return Linger();
            case "swaps-result":
                return await SwapResultAsync(arguments[1]);
            case "probe":
                return await ProbeAsync(arguments[1..]);
            default:
                return 2;
        }
    }

    private static async Task<int> AnswerAsync()
    {
        while (await Frames.ReadAsync(Requests, CancellationToken.None) is not null)
        {
            await Frames.WriteAsync(Answers, new RunnerAnswer.Ready().Write(), CancellationToken.None);
        }

        return 0;
    }

    private static int Linger()
    {
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static int LingerThroughTerm()
    {
        using var deaf = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        return Linger();
    }

    private static void StartStubborn() => Start("sh", "-c", "trap '' TERM; while :; do sleep 1000; done");

    /// <summary>Puts a link to somebody else's file where the result is to be.</summary>
    private static async Task<int> SwapResultAsync(string target)
    {
        while (await Frames.ReadAsync(Requests, CancellationToken.None) is { } message)
        {
            if (RunnerRequest.Read(message) is RunnerRequest.ReadPage page)
            {
                File.Delete(page.Result);
                File.CreateSymbolicLink(page.Result, target);
                var summary = new PageSummary(null, 0, false, [], null, "") { HasPicture = true };
                await Frames.WriteAsync(Answers, new RunnerAnswer.PageRead(summary).Write(), CancellationToken.None);
                continue;
            }

            if (RunnerRequest.Read(message) is RunnerRequest.Cut cut)
            {
                File.Delete(cut.Result);
                File.CreateSymbolicLink(cut.Result, target);
                await Frames.WriteAsync(Answers, new RunnerAnswer.Cut(new CutResult.Written(6)).Write(), CancellationToken.None);
                continue;
            }

            await Frames.WriteAsync(Answers, new RunnerAnswer.Ready().Write(), CancellationToken.None);
        }

        return 0;
    }

    private static async Task<int> ProbeAsync(string[] arguments)
    {
        while (await Frames.ReadAsync(Requests, CancellationToken.None) is not null)
        {
            await Frames.WriteAsync(Answers, new RunnerAnswer.Faulted(await Probe.RunAsync(arguments)).Write(), CancellationToken.None);
        }

        return 0;
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
