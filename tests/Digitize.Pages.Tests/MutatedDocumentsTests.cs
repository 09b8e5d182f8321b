using Digitize.Pages.Native;
using Digitize.Pages.Pdf;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests;

/// <summary>
/// Files with bytes changed, cut off or spliced at random (but the same in every run) go through the whole pipeline: what comes out is a sound PDF with a page for
/// each of the upload's, or <see cref="UnreadableException"/>. <c>DIGITIZE_FUZZ_SEED</c> and <c>DIGITIZE_FUZZ_SECONDS</c> make it look elsewhere, and longer.
/// </summary>
public sealed class MutatedDocumentsTests
{
    private const double UsualSeconds = 8;

    private static readonly (string Folder, string Name)[] Originals =
    [
        ("formats", "simple-no-dpi.png"), ("formats", "simple-alpha.png"), ("formats", "simple.jpg"), ("formats", "simple.gif"), ("formats", "document.webp"),
        ("formats", "with-form.pdf"), ("formats", "multi-page-images.tiff"), ("formats", "simple.heic"),
        ("pdf", "crom.png"), ("pdf", "trivial.pdf"), ("pdf", "toc.pdf"), ("pdf", "acroform.pdf"), ("pdf", "jbig2.pdf"), ("pdf", "graph_ocred.pdf"),
        ("pdf", "missing_docinfo.pdf"), ("pdf", "no_contents.pdf"), ("pdf", "meta.pdf"), ("pdf", "truetype_font_nomapping.pdf"), ("mail-separators", "barcode-128-custom.pdf"),
    ];

    [Test]
    public void A_damaged_file_becomes_a_sound_document_or_is_refused()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("DIGITIZE_FUZZ_SEED"), out var given) ? given : 4711;
        var seconds = double.TryParse(Environment.GetEnvironmentVariable("DIGITIZE_FUZZ_SECONDS"), out var asked) ? asked : UsualSeconds;
        var end = TimeProvider.System.GetTimestamp() + (long)(seconds * TimeProvider.System.TimestampFrequency);
        var folder = Directory.CreateTempSubdirectory("digitize-fuzz-").FullName;
        var (made, refused) = (0, 0);
        try
        {
            using var recognizers = new RecognizerPool(LanguageSet.TryParse("eng")!, Path.Combine(Corpus.RepositoryRoot, "tessdata"), 1);
            for (var round = 0; TimeProvider.System.GetTimestamp() < end; round++)
            {
                var random = new Random(HashCode(seed, round));
                var (from, name) = Originals[round % Originals.Length];
                var (other, otherName) = Originals[random.Next(Originals.Length)];
                var mutated = Mutate(File.ReadAllBytes(Corpus.File(from, name)), File.ReadAllBytes(Corpus.File(other, otherName)), random);
                var kept = Path.Combine(folder, $"{seed}-{round}-{name}");
                File.WriteAllBytes(kept, mutated);
                _ = Runs(recognizers, folder, kept, $"seed {seed}, round {round}: {name}") ? made++ : refused++;
                File.Delete(kept);
            }

            Directory.Delete(folder, recursive: true);
        }
        finally
        {
            TestContext.Out.WriteLine($"seed {seed}: {made} made, {refused} refused; what broke something is in {folder}");
        }

        Assert.That(made, Is.GreaterThan(0));
        Assert.That(refused, Is.GreaterThan(0));
    }

    private static bool Runs(RecognizerPool recognizers, string folder, string input, string told)
    {
        var alive = NativeCheck.Alive;
        var output = Path.Combine(folder, "out.pdf");
        var options = new PageOptions
        {
            PageDeadline = TimeSpan.FromSeconds(10),
            Limits = new Limits { MaxMegapixels = 8, MaxStreamMegabytes = 32, DrawDeadline = TimeSpan.FromSeconds(5), InspectDeadline = TimeSpan.FromSeconds(10) },
        };
        try
        {
            var pages = 0;
            var result = new DocumentPipeline(recognizers, 1).Process(input, output, Path.Combine(folder, "draft.pdf"), options, (count, _) => pages = count, CancellationToken.None);
            Assert.That(result.Pages, Has.Count.EqualTo(Math.Max(pages, 1)), told);
            Assert.That(PdfChecks.Faults(output, result.Pages.Count, CancellationToken.None), Is.Empty, told);
            return true;
        }
        catch (UnreadableException)
        {
            return false;
        }
        catch (Exception bug) when (bug is not AssertionException)
        {
            throw new AssertionException($"{told}: {bug}", bug);
        }
        finally
        {
            Assert.That(NativeCheck.Alive - alive, Is.LessThanOrEqualTo(ModelsOfOneRecognizer), $"{told}: native objects were left alive");
        }
    }

    /// <summary>The pool loads its models when they are first asked for, and keeps them.</summary>
    private const int ModelsOfOneRecognizer = 8;

    private static byte[] Mutate(byte[] original, byte[] other, Random random)
    {
        var changed = (byte[])original.Clone();
        switch (random.Next(4))
        {
            case 0:
                return changed[..random.Next(12, changed.Length)];
            case 1:
                var length = random.Next(4, Math.Min(4096, Math.Min(other.Length, changed.Length / 2)));
                other.AsSpan(random.Next(other.Length - length), length).CopyTo(changed.AsSpan(random.Next(changed.Length - length)));
                return changed;
            default:
                // Headers are where the decisions are: half of the changes go there.
                var reach = random.Next(2) == 0 ? Math.Min(800, changed.Length) : changed.Length;
                for (var i = random.Next(1, 10); i > 0; i--)
                {
                    changed[random.Next(8, reach)] ^= (byte)(1 << random.Next(8));
                }

                return changed;
        }
    }

    /// <summary>Not .NET's, which differs from run to run.</summary>
    private static int HashCode(int seed, int round) => unchecked((seed * 1_000_003) ^ (round * 7_919));
}
