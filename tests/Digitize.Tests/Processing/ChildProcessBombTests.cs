using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Digitize.Pages;
using Digitize.Pages.Wire;
using Digitize.Processing;

namespace Digitize.Tests.Processing;

/// <summary>Files that ask for more than a machine has: each ends soon, with a reason that tells the customer, and the child stays within its memory.</summary>
[CancelAfter(120_000)]
public sealed class ChildProcessBombTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static IEnumerable<TestCaseData<byte[]>> Bombs()
    {
        yield return new TestCaseData<byte[]>(Png(65_535, 65_535, 1, 0)) { TestName = "A_bitonal_PNG_of_four_thousand_megapixels" };
        yield return new TestCaseData<byte[]>(Png(65_535, 65_535, 8, 6)) { TestName = "A_PNG_in_color_of_seventeen_gigabytes" };
        yield return new TestCaseData<byte[]>(CircularTiff()) { TestName = "A_TIFF_whose_directories_are_a_circle" };
        yield return new TestCaseData<byte[]>(Pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1000000/Kids[2 0 R 2 0 R]>>")) { TestName = "A_page_tree_that_is_a_circle" };
        yield return new TestCaseData<byte[]>(Pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1000000/Kids[" + Repeat("3 0 R ", 1_000_000) + "]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>")) { TestName = "One_page_named_a_million_times" };
        yield return new TestCaseData<byte[]>(Pdf("<</Type/Catalog/Pages 2 0 R/Nested " + Repeat("[", 100_000) + Repeat("]", 100_000) + ">>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]/UserUnit 100/Contents 4 0 R>>", "<</Length 0>>\nstream\n\nendstream")) { TestName = "A_hundred_thousand_nested_arrays_on_a_page_of_five_hundred_meters" };
        yield return new TestCaseData<byte[]>(FlateBomb()) { TestName = "A_page_whose_content_inflates_to_a_gigabyte" };
    }

    [TestCaseSource(nameof(Bombs))]
    public async Task It_ends_soon_with_a_reason(byte[] bomb, CancellationToken cancel)
    {
        var folder = Children.Folder();
        var path = Path.Combine(folder, "bomb");
        await File.WriteAllBytesAsync(path, bomb, cancel);
        var limits = Children.Limits(folder);
        var program = RunnerProgram.Of(limits);
        var isolation = await Isolation.ProbeAsync(limits, program, cancel);
        using var starter = new StartingThread();
        await using var child = await RunnerChild.StartAsync(starter, limits, program, isolation.Level, TimeProvider.System);
        var start = Stopwatch.GetTimestamp();

        var reason = await ReasonAsync(child, path, cancel);

        var took = Stopwatch.GetElapsedTime(start);
        var memory = MostMemory(child.Group);
        TestContext.Out.WriteLine($"{reason} ({took.TotalSeconds:0.0} s, {memory >> 20} MB)");
        Assert.Multiple(() =>
        {
            Assert.That(reason, Is.Not.Empty);
            Assert.That(took, Is.LessThan(Longest));
            Assert.That(memory >> 20, Is.InRange(1, limits.MemoryMegabytes));
        });
    }

    /// <summary>From where not even the runtime starts to where all is well.</summary>
    [Test]
    public async Task Too_little_memory_fails_the_attempt_and_never_spoils_the_page(CancellationToken cancel)
    {
        var folder = Children.Folder();
        var source = Path.Combine(folder, "letter.jpg");
        File.Copy(Children.Sample("kassenbon.jpg"), source, overwrite: true);
        var results = new List<string>();
        foreach (var megabytes in new[] { 48, 96, 144, 192, 3000 })
        {
            var finished = Path.Combine(folder, $"{megabytes}.page");
            await using var runner = await Children.RealAsync(Children.Limits(folder) with { MemoryMegabytes = megabytes, LongestRequest = TimeSpan.FromSeconds(30) });
            try
            {
                await runner.ReadPageAsync(source, PageNumber.First, new PageOptions(), finished, cancel);
                results.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(finished, cancel))));
            }
            catch (RunnerFailedException failed)
            {
                TestContext.Out.WriteLine($"{megabytes} MB: {failed.Message}");
                Assert.That(File.Exists(finished), Is.False);
                results.Add("failed");
            }
        }

        Assert.That(results[0], Is.EqualTo("failed"));
        Assert.That(results.Where(result => result != "failed").Distinct(), Is.EqualTo(new[] { results[^1] }));
    }

    /// <summary>The refusal of the file or of its page; empty when it was read as if nothing were.</summary>
    private static async Task<string> ReasonAsync(RunnerChild child, string path, CancellationToken cancel)
    {
        var options = new PageOptions();
        var source = child.Folder.BringSource(path);
        try
        {
            await child.AskAsync<RunnerAnswer.Inspected>(new RunnerRequest.Inspect(source, options), Longest, cancel);
            using var result = child.Folder.NewResult();
            var page = await child.AskAsync<RunnerAnswer.PageRead>(new RunnerRequest.ReadPage(source, PageNumber.First, options, result.Name), Longest, cancel);
            return page.Summary.Failure?.ToString() ?? "";
        }
        catch (UnreadableException refused)
        {
            return refused.Failure.ToString();
        }
    }

    /// <summary>The highest that any process of the group has had in memory so far, in bytes.</summary>
    private static long MostMemory(ProcessGroup group)
    {
        long most = 0;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var stat = File.ReadAllText(process + "/stat");
                if (stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[2] == group.Leader.ToString(CultureInfo.InvariantCulture))
                {
                    var line = File.ReadLines(process + "/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
                    most = Math.Max(most, line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10);
                }
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return most;
    }

    private static byte[] Png(int width, int height, byte bits, byte colorType)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colorType);
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", Deflated(64 << 20));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, string type, byte[] body)
    {
        var head = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(head, body.Length);
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. body];
        file.Write(head);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(head, Crc32(named));
        file.Write(head);
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }

    /// <summary>Two directories of no entries, each after the other.</summary>
    private static byte[] CircularTiff() => [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 0, 0, 14, 0, 0, 0, 0, 0, 8, 0, 0, 0];

    private static byte[] FlateBomb()
    {
        // Latin-1 takes every byte as it is.
        var content = Encoding.Latin1.GetString(Deflated(1 << 30));
        return Pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
            $"<</Filter/FlateDecode/Length {content.Length}>>\nstream\n{content}\nendstream");
    }

    private static byte[] Deflated(int zeros)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            for (var written = 0; written < zeros; written += block.Length)
            {
                zlib.Write(block);
            }
        }

        return packed.ToArray();
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    /// <summary>Without a table of objects, which readers then find by themselves.</summary>
    private static byte[] Pdf(params string[] objects) => Encoding.Latin1.GetBytes(
        "%PDF-1.7\n" + string.Concat(objects.Select((body, i) => $"{i + 1} 0 obj\n{body}\nendobj\n")) + "trailer\n<</Root 1 0 R>>\n");
}
