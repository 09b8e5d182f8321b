using System.Diagnostics;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Pages.Wire;
using Digitize.Processing;

namespace Digitize.Tests.Processing;

/// <summary>Children that hang, die and lie. Each fault has to end within the deadline and five seconds, with its whole group gone and the slot free. The tests wait for deadlines and need no processor, so they wait side by side.</summary>
[CancelAfter(120_000)]
[Parallelizable(ParallelScope.Children)]
public sealed class ChildProcessFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan End = TimeSpan.FromSeconds(5);

    [TestCase("completes")]
    [TestCase("lingers")]
    [TestCase("needs-term")]
    [TestCase("needs-kill")]
    [TestCase("unkillable")]
    [TestCase("fails-while-lingering")]
    public async Task A_child_is_gone_with_all_that_it_started(string fault, CancellationToken cancel)
    {
        var (answers, group, took) = await AskOnceAsync(fault, cancel);

        Assert.Multiple(() =>
        {
            Assert.That(answers, Is.EqualTo(fault is "completes" or "lingers"));
            Assert.That(Living(group), Is.Empty);
            Assert.That(took, Is.LessThan(Patience + End));
        });
    }

    /// <summary>Each of those that are late lasts ten seconds; what ends at the first signal is a weaker form of what needs the second.</summary>
    private static IEnumerable<TestCaseData> Faults() =>
    [
        new("needs-kill", RunnerFault.Late),
        new("unkillable", RunnerFault.Late),
        new("dies", RunnerFault.Died),
        new("exits", RunnerFault.Died),
        new("lies", RunnerFault.Lied),
        new("boasts", RunnerFault.Lied),
        .. LongForm.IsAsked ? [new("needs-term", RunnerFault.Late), new("fails-while-lingering", RunnerFault.Late)] : Array.Empty<TestCaseData>(),
    ];

    [TestCaseSource(nameof(Faults))]
    public async Task The_only_slot_is_free_again_and_the_letter_may_be_tried_again(string fault, RunnerFault expected, CancellationToken cancel)
    {
        var folder = Children.Folder();
        var letter = Letter(folder);
        await using var runner = await Children.FaultyAsync(folder, Patience, fault);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var start = Stopwatch.GetTimestamp();
            var failed = Assert.ThrowsAsync<RunnerFailedException>(() => runner.InspectAsync(letter, new PageOptions(), cancel))!;
            TestContext.Out.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s: {failed.Message}");
            Assert.That(failed.Fault, Is.EqualTo(expected));

            // Twice the patience: the spare, which is ill as well, was waited for first.
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan((2 * Patience) + (2 * End)));
        }
    }

    [Test]
    public async Task A_child_that_crashed_is_told_with_its_signal(CancellationToken cancel)
    {
        var folder = Children.Folder();
        await using var runner = await Children.FaultyAsync(folder, TimeSpan.FromSeconds(20), "dies");
        var failed = Assert.ThrowsAsync<RunnerFailedException>(() => runner.InspectAsync(Letter(folder), new PageOptions(), cancel))!;
        Assert.That(failed.Signal, Is.EqualTo(6), failed.Message);
    }

    [Test]
    public async Task What_a_child_said_last_is_told_in_one_short_plain_line(CancellationToken cancel)
    {
        var folder = Children.Folder();
        await using var runner = await Children.FaultyAsync(folder, TimeSpan.FromSeconds(20), "exits");
        var failed = Assert.ThrowsAsync<RunnerFailedException>(() => runner.InspectAsync(Letter(folder), new PageOptions(), cancel))!;
        Assert.Multiple(() =>
        {
            Assert.That(failed.ExitCode, Is.EqualTo(7));
            Assert.That(failed.Message, Does.Contain("gone[31m with words"));
            Assert.That(failed.Message, Has.Length.LessThan(1000));
            Assert.That(failed.Message.Any(char.IsControl), Is.False);
        });
    }

    [Test]
    public async Task A_crash_in_the_middle_loses_nothing_and_the_next_attempt_succeeds(CancellationToken cancel)
    {
        var folder = Children.Folder();
        var limits = Children.Limits(folder) with { LongestRequest = TimeSpan.FromSeconds(60) };
        var source = Path.Combine(folder, "letter.jpg");
        File.Copy(Children.Sample("kassenbon.jpg"), source, overwrite: true);
        var before = await File.ReadAllBytesAsync(source, cancel);
        await using var runner = await Children.RealAsync(limits);

        // The child is found by its folder and killed while it reads.
        var reading = runner.ReadPageAsync(source, PageNumber.First, new PageOptions(), Path.Combine(folder, "1.page"), cancel);
        var failed = Assert.ThrowsAsync<RunnerFailedException>(async () =>
        {
            while (!reading.IsCompleted)
            {
                KillWorkingChildren(limits.ScratchFolder);
                await Task.Yield();
            }

            await reading;
        });
        var again = await runner.ReadPageAsync(source, PageNumber.First, new PageOptions(), Path.Combine(folder, "1.page"), cancel);

        Assert.Multiple(() =>
        {
            Assert.That(failed!.Fault, Is.EqualTo(RunnerFault.Died));
            Assert.That(again.HasPicture, Is.True);
            Assert.That(File.ReadAllBytes(source), Is.EqualTo(before));
            Assert.That(FinishedPageFile.Read(Path.Combine(folder, "1.page")).Number, Is.EqualTo(PageNumber.First));
        });
    }

    [Test]
    public async Task A_link_in_place_of_the_result_is_not_followed(CancellationToken cancel)
    {
        var folder = Children.Folder();
        var secret = Path.Combine(folder, "secret");
        await File.WriteAllTextAsync(secret, "canary", cancel);
        await using var runner = await Children.FaultyAsync(folder, TimeSpan.FromSeconds(20), "swaps-result", secret);
        var finished = Path.Combine(folder, "1.page");

        var failed = Assert.ThrowsAsync<RunnerFailedException>(() => runner.ReadPageAsync(Letter(folder), PageNumber.First, new PageOptions(), finished, cancel))!;
        var cut = Assert.ThrowsAsync<RunnerFailedException>(() => runner.CutAsync(Letter(folder), new PageRange(PageNumber.First, PageNumber.First), new PageOptions(), finished, cancel))!;

        Assert.Multiple(() =>
        {
            Assert.That(failed.Fault, Is.EqualTo(RunnerFault.Lied));
            Assert.That(cut.Fault, Is.EqualTo(RunnerFault.Lied));
            Assert.That(File.Exists(finished), Is.False);
            Assert.That(File.ReadAllText(secret), Is.EqualTo("canary"));
        });
    }

    private static async Task<(bool Answers, ProcessGroup Group, TimeSpan Took)> AskOnceAsync(string fault, CancellationToken cancel)
    {
        var folder = Children.Folder();
        var limits = Children.Limits(folder);
        var program = RunnerProgram.DotNet("digitize-faulty-child", fault);
        var isolation = await Isolation.ProbeAsync(limits, program, cancel);
        using var starter = new StartingThread();
        var child = await RunnerChild.StartAsync(starter, limits, program, isolation.Level, TimeProvider.System);
        var start = Stopwatch.GetTimestamp();
        var answers = true;
        try
        {
            await child.AskAsync<RunnerAnswer.Ready>(new RunnerRequest.Warm(LanguageSet.Default, LineReaderKind.Usual), Patience, cancel);
        }
        catch (RunnerFailedException)
        {
            answers = false;
        }

        await child.DisposeAsync();
        return (answers, child.Group, Stopwatch.GetElapsedTime(start));
    }

    private static string Letter(string folder)
    {
        var path = Path.Combine(folder, "letter.pdf");
        File.WriteAllBytes(path, "%PDF-1.7"u8.ToArray());
        return path;
    }

    /// <summary>Processes of a group that are more than an entry waiting to be asked about.</summary>
    private static IEnumerable<string> Living(ProcessGroup group) =>
        Stats().Where(stat => stat.Group == group.Leader && stat.State is not ('Z' or 'X')).Select(stat => stat.Name);

    private static IEnumerable<(string Name, char State, int Group)> Stats()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string text;
            try
            {
                text = File.ReadAllText(folder + "/stat");
            }
            catch (IOException)
            {
                continue;
            }

            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            yield return (text[..(text.LastIndexOf(')') + 1)], fields[0][0], int.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Children that have been given a letter.</summary>
    private static void KillWorkingChildren(string scratch)
    {
        foreach (var folder in Directory.EnumerateDirectories(scratch).Where(folder => File.Exists(Path.Combine(folder, "source-2")) || File.Exists(Path.Combine(folder, "source-1"))))
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0])))
            {
                try
                {
                    if (File.ResolveLinkTarget(process + "/cwd", returnFinalTarget: false)?.FullName == folder)
                    {
                        using var found = Process.GetProcessById(int.Parse(Path.GetFileName(process), System.Globalization.CultureInfo.InvariantCulture));
                        found.Kill();
                    }
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
                {
                    // It ended while we looked.
                }
            }
        }
    }
}
