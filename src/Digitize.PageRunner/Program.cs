using System.CommandLine;
using System.Diagnostics;
using Digitize.Ocr;
using Digitize.Pages;
using Digitize.Pages.Wire;

namespace Digitize.PageRunner;

/// <summary>
/// The child process in which letters meet native code: requests on standard input, answers on standard output, one at a time. Its folder is all that it has.
/// Called as <c>digitize ocr</c> it is that program, compiled for this machine.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [OcrVerb.Name, ..])
        {
            return CommandLine.Run(new RootCommand { OcrVerb.Build() }, arguments);
        }

        if (arguments is not [var tessdata])
        {
            await Console.Error.WriteLineAsync("The service starts this program, with the folder of the language models.").ConfigureAwait(false);
            return 2;
        }

        // .NET's streams hold descriptors of their own, so that what native libraries print goes nowhere, and not between two answers.
        using var requests = Console.OpenStandardInput();
        using var answers = Console.OpenStandardOutput();
        NativeMessages.Silence();
        using var runner = new InProcessRunner(tessdata, engines: 1);
        var next = Frames.ReadAsync(requests, CancellationToken.None);
        while (await next.ConfigureAwait(false) is { } message)
        {
            next = Frames.ReadAsync(requests, CancellationToken.None);
            var work = Work.DoAsync(runner, RunnerRequest.Read(message));
            if (await Task.WhenAny(work, next).ConfigureAwait(false) == next)
            {
                // The service is gone while we work. A library that hangs would keep us for ever, and an orderly end waits for it.
                Process.GetCurrentProcess().Kill();
            }

            await Frames.WriteAsync(answers, (await work.ConfigureAwait(false)).Write(), CancellationToken.None).ConfigureAwait(false);
        }

        return 0;
    }
}
