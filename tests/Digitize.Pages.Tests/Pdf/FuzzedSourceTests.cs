using System.Text;
using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages.Tests.Pdf;

public sealed class FuzzedSourceTests
{
    private static readonly FinishedPage Scan = SmallPages.Page(1, SmallPages.Gray(20, 10));

    /// <summary>A source with a bit of everything that is walked, mended or taken out.</summary>
    private static string Rich(Workbench bench) => StrangeFile.Write(
        bench.File("rich.pdf"),
        "/Outlines 10 0 R/PageLabels<</Nums[0<</S/r/St 4>>1<</S/D/P(A-)>>]>>/AcroForm<</Fields[12 0 R]/NeedAppearances true/DR<<>>/DA(/F0 9 Tf)>>"
        + "/OCProperties<</OCGs[]/D<</AS[]/Order[[]]>>>>/Names<</Dests<</Names[(a)[3 0 R/Fit]]>>>>/ViewerPreferences<<>>",
        "/Annots[12 0 R 14 0 R 15 0 R]/Rotate 90/CropBox[10 10 190 90]/Group<</S/Transparency/CS/DeviceRGB>>",
        "q 1 0 0 1 0 0 cm /X0 Do BT /F0 12 Tf (abc) Tj [(d) 3 (e)] TJ ET /G0 gs BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q",
        "/XObject<</X0 13 0 R>>/Font<</F0<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 97/LastChar 99/Widths[1 2 3]/FontDescriptor<</Flags 32/FontFile2 16 0 R>>>>>>/ExtGState<</G0<</Type/ExtGState/BM/Normal/HT<</HalftoneType 5>>>>>>",
        objects:
        [
            "<</First 11 0 R/Last 11 0 R/Count 1>>",
            "<</Title(x)/Parent 10 0 R/Next 11 0 R/First 10 0 R/A<</S/GoTo/D[3 0 R/Fit]>>>>",
            "<</Type/Annot/Subtype/Widget/FT/Tx/V(y)/T(a)/Rect[0 0 50 20]/AP<</N 13 0 R>>>>",
            StrangeFile.Stream("0 g 0 0 1 1 re f /X0 Do", "/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Matrix[1 0 0 1 0 0]/Resources<</XObject<</X0 13 0 R>>>>"),
            "<</Type/Annot/Subtype/Link/Rect[0 0 50 20]/A<</S/URI/URI(https://a.b/)>>>>",
            "<</Type/Annot/Subtype/Text/Rect[0 0 50 20]/Popup 15 0 R/AP<</N<</On 13 0 R>>>>/AS/On>>",
            StrangeFile.Stream("\0\u0001\0\0\0\u0003xxxxxxheadyyyy\0\0\0\u0010\0\0\0\u0020"),
        ]);

    [Test]
    public void A_source_with_a_bit_of_everything_is_written()
    {
        using var bench = new Workbench();
        var (path, result) = bench.Graft(Rich(bench), []);
        Assert.That(result.PageCount, Is.EqualTo(2));
        Assert.That(Workbench.Complaints(path), Is.Empty);
    }

    [Test]
    public void Damaged_sources_end_in_a_sound_file_or_in_a_sentence([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        using var bench = new Workbench();
        var original = File.ReadAllBytes(Rich(bench));
        for (var round = 0; round < 40; round++)
        {
            File.WriteAllBytes(bench.File("mutated.pdf"), Mutate(original, random));
            try
            {
                if (PagesOf(bench.File("mutated.pdf")) == 0)
                {
                    continue;
                }

                var (path, result) = bench.Graft(bench.File("mutated.pdf"), round % 2 == 0 ? [Scan] : []);
                Assert.That(PdfChecks.Faults(path, result.PageCount, CancellationToken.None), Is.Empty);
            }
            catch (UnreadableException refusal)
            {
                Assert.That(refusal.Failure.Code, Is.EqualTo(FailureCode.Damaged).Or.EqualTo(FailureCode.Encrypted));
            }
        }
    }

    private static int PagesOf(string path)
    {
        using var document = PdfDocument.Open(path);
        return document.PageCount;
    }

    /// <summary>A few bytes changed, runs copied elsewhere, words of PDF put in the wrong place.</summary>
    private static byte[] Mutate(byte[] original, Random random)
    {
        string[] words = ["10 0 R", "3 0 R", "null", "<<", "[", "-1", "99999999999", "/Kids", "1e99", "(", "true", "2 0 R"];
        var file = original.ToArray();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var at = random.Next(file.Length - 40);
            switch (random.Next(3))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file.AsSpan(random.Next(file.Length - 40), random.Next(1, 30)).CopyTo(file.AsSpan(at));
                    break;
                default:
                    Encoding.ASCII.GetBytes(words[random.Next(words.Length)]).CopyTo(file, at);
                    break;
            }
        }

        return file;
    }
}
