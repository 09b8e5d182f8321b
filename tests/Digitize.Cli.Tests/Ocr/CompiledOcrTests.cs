using Digitize.Ocr;
using Digitize.Pages;

namespace Digitize.Cli.Tests.Ocr;

public sealed class CompiledOcrTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Ocr_goes_on_as_the_compiled_engine_in_the_same_process(CancellationToken cancel)
    {
        if (CompiledRunner.Path is not { } compiled)
        {
            Assert.Ignore("Not run: the engine is not compiled for this machine here. The test command does that first.");
            return;
        }

        using var process = Command.Start("ocr", "-", "-");
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var program = $"/proc/{process.Id}/exe";
        while (new FileInfo(program).ResolveLinkTarget(returnFinalTarget: false)?.FullName != compiled)
        {
            Assert.That(process.HasExited, Is.False, "It waits for the file on its standard input.");
            await every.WaitForNextTickAsync(cancel);
        }

        await process.StandardInput.BaseStream.WriteAsync("no letter"u8.ToArray(), cancel);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancel);
        Assert.That((ExitCode)process.ExitCode, Is.EqualTo(ExitCode.NotReadable));
        Assert.That(await process.StandardError.ReadToEndAsync(cancel), Does.StartWith("digitize: "));
    }

    [Test]
    public void The_help_of_ocr_is_that_of_the_program()
    {
        var help = System.Text.Encoding.UTF8.GetString(Command.Run("ocr", "--help").Output);
        Assert.That(help, Does.Contain("digitize ocr <IN> <OUT> [options]"), "And not of the process that it runs as.");
    }
}
