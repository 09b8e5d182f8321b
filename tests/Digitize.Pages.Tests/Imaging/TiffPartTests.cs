using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.Headers;

namespace Digitize.Pages.Tests.Imaging;

public sealed class TiffPartTests
{
    private static readonly GrayPixels[] Pages = [.. Enumerable.Range(0, 4).Select(number => Spoils.Of(61 + number, 47, (x, y) => ((x * 3) + (y * 5) + (number * 50)) % 256))];

    [Test]
    public void A_part_has_the_pixels_resolutions_and_words_of_its_pages([Values] bool littleEndian)
    {
        var stack = SmallTiff.Of(littleEndian, Pages);
        var part = Cut(stack, 1, 2);
        using var source = SourceFile.Open(SmallFiles.Save(part, "part.tif"), new PageOptions(), CancellationToken.None);
        Assert.That(source.Pages.Select(page => page.Size), Is.EqualTo(Pages[1..3].Select(page => new PageSize(new Dpi(100).ToPoints(page.Width), new Dpi(100).ToPoints(page.Height)))));
        foreach (var page in source.Pages)
        {
            using var picture = source.ReadPage(page.Number, CancellationToken.None);
            Assert.That(picture.Image.ToGrayPixels().Samples, Is.EqualTo(Pages[page.Number.Index + 1].Samples));
        }

        Assert.That(part.AsSpan(0, 4).ToArray(), Is.EqualTo(stack[..4]));
        Assert.That(part.AsSpan().IndexOf("Seite x\0"u8), Is.Positive);
        Assert.That(part.AsSpan().IndexOf(new byte[] { 0xFF, 0xFF, 0xFF }), Is.Negative, "The pointer to what is not copied is gone.");
    }

    [Test]
    public void Parts_of_parts_are_the_same_bytes()
    {
        var part = Cut(SmallTiff.Of(true, Pages), 1, 3);
        Assert.That(Cut(part, 0, 2), Is.EqualTo(part));
    }

    [Test]
    public void A_big_tiff_is_not_cut()
    {
        var stack = SmallTiff.Of(true, Pages);
        stack[2] = 43;
        Assert.That(Problem(stack, 8), Is.EqualTo(SplitProblem.BigTiff));
    }

    [TestCase(259, 6, SplitProblem.OldJpegTiff)]
    [TestCase(258, 9, SplitProblem.Damaged, Description = "fewer bytes than pixels")]
    [TestCase(273, 0xFFFF, SplitProblem.Damaged, Description = "the list of strips lies outside")]
    [TestCase(254, 0, null)]
    public void A_page_that_cannot_be_copied_as_it_is_says_so(int tag, int value, SplitProblem? expected) =>
        Assert.That(Problem(SmallTiff.With(SmallTiff.Of(true, Pages), tag, (ushort)value), 8), Is.EqualTo(expected));

    [Test]
    public void A_small_file_whose_pages_are_all_the_same_bytes_does_not_become_a_huge_one()
    {
        var stack = SmallTiff.Of(true, Pages[0]);
        Assert.That(Problem(stack, [.. Enumerable.Repeat(8L, 1000)]), Is.EqualTo(SplitProblem.TooLarge));
    }

    [Test]
    public void Changed_bytes_are_cut_or_refused_and_what_is_cut_can_be_opened()
    {
        var random = new Random(1848);
        var (cut, refused) = (0, 0);
        for (var i = 0; i < 4000; i++)
        {
            var stack = SmallTiff.Of(random.Next(2) == 0, Pages);
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                // Around the directories; elsewhere there are only pixels.
                stack[random.Next(2) == 0 ? random.Next(8, 240) : random.Next(stack.Length)] = (byte)random.Next(256);
            }

            using var part = new MemoryStream();
            try
            {
                var directories = TiffDirectories.All(stack, 100).Select(page => page.Offset).ToList();
                if (TiffPart.Write(stack, directories, part) is not null)
                {
                    Assert.That(part.Length, Is.Zero);
                    refused++;
                    continue;
                }

                cut++;
                Assert.That(TiffDirectories.All(part.ToArray(), 100), Has.Count.EqualTo(directories.Count));
                Assert.That(part.Length, Is.LessThan(3 * stack.Length));
            }
            catch (UnreadableException)
            {
                refused++;
            }
        }

        TestContext.Out.WriteLine($"{cut} cut, {refused} refused");
        Assert.That(new[] { cut, refused }, Is.All.GreaterThan(100));
    }

    private static SplitProblem? Problem(byte[] stack, params long[] directories)
    {
        using var part = new MemoryStream();
        var problem = TiffPart.Write(stack, directories, part);
        Assert.That(part.Length == 0, Is.EqualTo(problem is not null), "Nothing is written, or all.");
        return problem;
    }

    private static byte[] Cut(byte[] stack, int first, int last)
    {
        using var part = new MemoryStream();
        Assert.That(TiffPart.Write(stack, [.. TiffDirectories.All(stack, 100).Select(page => page.Offset).Skip(first).Take(last - first + 1)], part), Is.Null);
        return part.ToArray();
    }
}
