using System.Diagnostics;
using System.Globalization;

namespace Digitize.Pages.Tests;

public sealed class ProcessGroupTests
{
    [Test]
    public void A_group_is_gone_when_its_processes_have_ended_even_if_nobody_asks_about_them()
    {
        // The second sleep takes the place of the shell, and with it the duty to ask about the first one, which it never does.
        using var parent = Process.Start(new ProcessStartInfo("bash", ["-c", "setsid sleep 60 & echo $!; exec sleep 60"]) { RedirectStandardOutput = true })!;
        try
        {
            var leader = int.Parse(parent.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            var group = new ProcessGroup(leader);
            Assert.That(() => group.Exists, Is.True.After(5000, 10));

            group.Kill();

            Assert.That(() => group.Exists, Is.False.After(5000, 10));
            Assert.That(File.Exists($"/proc/{leader}/stat"), "Somebody asked about it, so that nothing was tested.");
        }
        finally
        {
            parent.Kill();
            parent.WaitForExit();
        }
    }
}
