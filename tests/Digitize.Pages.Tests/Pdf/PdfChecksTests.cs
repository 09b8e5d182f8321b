using System.Buffers.Binary;
using System.Text;
using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages.Tests.Pdf;

/// <summary>Each test breaks a valid file in one way and expects that one finding.</summary>
public sealed class PdfChecksTests
{
    private static readonly FinishedPage Letter = SmallPages.Page(1, SmallPages.Gray(300, 200), SmallPages.Line(40, ("Wort", 50, 110)));

    [Test]
    public void A_valid_file_has_no_findings()
    {
        using var bench = new Workbench();
        Assert.That(PdfChecks.Archival(bench.Assemble(Letter).Path, CancellationToken.None), Is.Empty);
    }

    [TestCase("6.2.3", "/OutputIntents", "[<</S/GTS_PDFA1/DestOutputProfileRef<<>>>>]")]
    [TestCase("6.6.2.1", "/Metadata", null)]
    [TestCase("6.5.2", "/AA", "<</WC<<>>>>")]
    [TestCase("6.1.12", "/Perms", "<<>>")]
    [TestCase("6.4.1", "/AcroForm", "<</Fields[]/NeedAppearances true>>")]
    [TestCase("6.4.2", "/AcroForm", "<</Fields[]/XFA(x)>>")]
    [TestCase("6.4.2", "/NeedsRendering", "true")]
    [TestCase("6.5.1", "/OpenAction", "<</Type/Action/S/JavaScript/JS(x)>>")]
    [TestCase("6.5.1", "/OpenAction", "<</S/Launch/F(x)>>")]
    [TestCase("6.8", "/AF", "[<</Type/Filespec/F(x)/UF(x)/EF<<>>>>]")]
    [TestCase("6.10", "/Names", "<</AlternatePresentations<<>>>>")]
    [TestCase("6.9", "/OCProperties", "<</OCGs[]/D<</Order[]>>>>")]
    [TestCase("6.9", "/OCProperties", "<</OCGs[]/D<</Name(a)/AS[]>>>>")]
    [TestCase("6.9", "/OCProperties", "<</OCGs[]/D<</Name(a)>>/Configs[<</Name(a)>>]>>")]
    [TestCase("6.1.13", "/Version", "/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("6.1.13", "/X", "4294967296")]
    public void Catalog(string clause, string key, string? value) => Expect(clause, document =>
    {
        document.Catalog.Remove(key);
        if (value is not null)
        {
            document.Catalog.Set(key, value);
        }
    });

    [TestCase("6.5.2", "/AA", "<</O<<>>>>")]
    [TestCase("6.10", "/PresSteps", "<<>>")]
    [TestCase("6.1.13", "/MediaBox", "[0 0 2 200]")]
    [TestCase("6.1.13", "/CropBox", "[0 0 300 14401]")]
    [TestCase("6.2.4.3", "/Group", "<</S/Transparency/CS/DeviceCMYK>>")]
    [TestCase("6.3.1", "/Annots", "[<</Type/Annot/Subtype/Movie/Rect[0 0 0 0]/F 4>>]")]
    [TestCase("6.3.2", "/Annots", "[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>]")]
    [TestCase("6.3.2", "/Annots", "[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/F 6>>]")]
    [TestCase("6.3.3", "/Annots", "[<</Type/Annot/Subtype/Square/Rect[0 0 9 9]/F 4>>]")]
    [TestCase("6.3.3", "/Annots", "[<</Type/Annot/Subtype/Square/Rect[0 0 9 9]/F 4/AP<</N<<>>>>>>]")]
    [TestCase("6.4.1", "/Annots", "[<</Type/Annot/Subtype/Widget/Rect[0 0 0 0]/F 4/A<</S/URI/URI(x)>>>>]")]
    public void Page(string clause, string key, string value) => Expect(clause, document => document.Page(PageNumber.First).Set(key, value));

    [TestCase("6.2.2", "1 2 unheard")]
    [TestCase("6.2.4.3", "0 0 0 1 k")]
    [TestCase("6.2.4.3", "/DeviceCMYK cs")]
    [TestCase("6.2.6", "/Vivid ri")]
    [TestCase("6.1.13", "q q q q q q q q q q q q q q q q q q q q q q q q q q q q q")]
    [TestCase("6.2.11.2", "BT /F9 12 Tf (x) Tj ET")]
    [TestCase("6.2.11.8", "BT /F0 12 Tf <0000> Tj ET")]
    [TestCase("6.2.8.1", "BI /W 1 /H 1 /CS /G /BPC 8 /I true ID x EI")]
    [TestCase("6.1.10", "BI /W 1 /H 1 /CS /G /BPC 8 /F /LZW ID x EI")]
    [TestCase("6.2.4.3", "BI /W 1 /H 1 /CS /CMYK /BPC 8 ID xxxx EI")]
    public void Content(string clause, string operators) => Expect(clause, document => SetContent(document, operators));

    [TestCase("6.2.11.4.1", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")]
    [TestCase("6.2.11.2", "<</Type/Font/Subtype/Type9/BaseFont/X>>")]
    [TestCase("6.2.11.4.1", "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDToGIDMap/Identity/CIDSystemInfo<<>>>>]>>")]
    public void Fonts(string clause, string font) => Expect(clause, document =>
    {
        document.Page(PageNumber.First)["/Resources"]["/Font"].Set("/F9", document.MakeIndirect(document.Parse(font)));
        SetContent(document, "BT /F9 12 Tf (xy) Tj ET");
    });

    [Test]
    public void A_font_that_is_only_invisible_need_not_be_embedded() => Expect(null, document =>
    {
        document.Page(PageNumber.First)["/Resources"]["/Font"].Set("/F9", document.MakeIndirect(document.Parse("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")));
        SetContent(document, "BT 3 Tr /F9 12 Tf (xy) Tj ET");
    });

    [Test]
    public void Widths_that_differ_from_the_font_program_are_found() => Expect("6.2.11.5", document =>
    {
        document.Page(PageNumber.First)["/Resources"]["/Font"]["/F0"]["/DescendantFonts"][0].Set("/DW", "600");
        SetContent(document, "BT /F0 12 Tf <00010002> Tj ET");
    });

    [Test]
    public void A_composite_font_must_say_which_shapes_it_has() => Expect("6.2.11.3.2", document =>
        document.Page(PageNumber.First)["/Resources"]["/Font"]["/F0"]["/DescendantFonts"][0].Remove("/CIDToGIDMap"));

    [Test]
    public void An_encoding_must_count_like_its_font() => Expect("6.2.11.3.1", document =>
        document.Page(PageNumber.First)["/Resources"]["/Font"]["/F0"].Set("/Encoding", "/UniJIS-UTF16-H"));

    [TestCase("6.2.5", "<</Type/ExtGState/TR/Foo>>")]
    [TestCase("6.2.5", "<</Type/ExtGState/TR2/Foo>>")]
    [TestCase("6.2.5", "<</Type/ExtGState/HTP[0 0]>>")]
    [TestCase("6.2.5", "<</Type/ExtGState/HT<</HalftoneType 10>>>>")]
    [TestCase("6.2.10", "<</Type/ExtGState/BM/Dazzle>>")]
    [TestCase("6.2.6", "<</Type/ExtGState/RI/Vivid>>")]
    public void Graphics_states(string clause, string state) => Expect(clause, document =>
        document.Page(PageNumber.First)["/Resources"].Set("/ExtGState", $"<</G0 {state}>>"));

    [TestCase("6.2.8.1", "/Interpolate", "true")]
    [TestCase("6.2.8.1", "/Alternates", "[]")]
    [TestCase("6.2.8.1", "/OPI", "<<>>")]
    [TestCase("6.2.6", "/Intent", "/Vivid")]
    [TestCase("6.1.7.1", "/F", "(elsewhere)")]
    [TestCase("6.2.4.3", "/ColorSpace", "/DeviceCMYK")]
    [TestCase("6.2.4.3", "/ColorSpace", "[/Indexed/DeviceCMYK 0<00000000>]")]
    [TestCase("6.2.4.4", "/ColorSpace", "[/DeviceN[/Gold]/DeviceGray<</FunctionType 2/Domain[0 1]/N 1>>]")]
    public void Pictures(string clause, string key, string value) => Expect(clause, document =>
        document.Page(PageNumber.First)["/Resources"]["/XObject"]["/I0"].Set(key, value));

    [Test]
    public void A_profile_that_is_none_is_found() => Expect("6.2.4.2", document =>
    {
        var space = document.Parse("[/ICCBased]");
        var profile = document.NewStream("not a profile"u8);
        profile.Set("/N", "1");
        space.Append(profile);
        document.Page(PageNumber.First)["/Resources"]["/XObject"]["/I0"].Set("/ColorSpace", space);
    });

    [TestCase("6.2.9.1", "/PS", "(x)")]
    [TestCase("6.2.9.2", "/Ref", "<<>>")]
    public void Forms(string clause, string key, string value) => Expect(clause, document =>
    {
        var form = document.NewStream("0 g"u8);
        form.Set("/Subtype", "/Form");
        form.Set("/BBox", "[0 0 1 1]");
        form.Set("/Resources", "<<>>");
        form.Set(key, value);
        document.Page(PageNumber.First)["/Resources"]["/XObject"].Set("/X1", form);
    });

    [Test]
    public void A_form_that_lives_on_its_page_s_resources_is_found() => Expect("6.2.2", document =>
    {
        var form = document.NewStream("/I0 Do"u8);
        form.Set("/Subtype", "/Form");
        form.Set("/BBox", "[0 0 1 1]");
        document.Page(PageNumber.First)["/Resources"]["/XObject"].Set("/X1", form);
        SetContent(document, "/X1 Do");
    });

    [Test]
    public void Metadata_that_differs_from_the_document_information_is_found() => Expect("6.6.3", document => document.Trailer["/Info"].Set("/Title", "(other)"));

    [Test]
    public void Metadata_without_the_claim_is_found() => Expect("6.6.4", document => SmallPages.Metadata.WriteTo(document, claimsPdfA: false));

    [TestCase(1, 8, false)]
    [TestCase(2, 8, true)]
    [TestCase(1, 40, true)]
    public void Jpeg_2000_pictures_are_looked_into(int channels, int bits, bool wrong)
    {
        var header = Box("ihdr", [0, 0, 0, 9, 0, 0, 0, 9, 0, (byte)channels, (byte)(bits - 1), 7, 0, 0]);
        var color = Box("colr", [1, 0, 0, 0, 0, 0, 17]);
        var file = Box("jP  ", [13, 10, 135, 10]).Concat(Box("jp2h", [.. header, .. color])).ToArray();
        using var bench = new Workbench();
        var (_, result) = bench.Assemble(SmallPages.Page(1, new PictureStream(PictureCoding.Jpeg2000, PictureColor.Gray, 9, 9, 8, file)));
        Assert.That(result.WhyNot.Select(finding => finding.Clause), Is.EqualTo(wrong ? ["6.2.8.3"] : Array.Empty<string>()));
    }

    [Test]
    public void The_bytes_of_the_file_are_looked_at()
    {
        using var bench = new Workbench();
        var good = File.ReadAllBytes(bench.Assemble(Letter).Path);
        Assert.That(Clauses(bench, [.. good, .. "more"u8]), Is.EqualTo(new[] { "6.1.3" }));
        var header = good.ToArray();
        "%PDF-2.0"u8.CopyTo(header);
        Assert.That(Clauses(bench, header), Is.EqualTo(new[] { "6.1.2" }));
        var comment = good.ToArray();
        comment[10] = (byte)'a';
        Assert.That(Clauses(bench, comment), Is.EqualTo(new[] { "6.1.2" }));
    }

    [Test]
    public void A_good_result_has_no_faults()
    {
        using var bench = new Workbench();
        Assert.That(PdfChecks.Faults(bench.Assemble(Letter).Path, 1, CancellationToken.None), Is.Empty);
    }

    [Test]
    public void A_missing_page_a_lost_picture_and_damage_are_faults()
    {
        using var bench = new Workbench();
        var path = bench.Assemble(Letter).Path;
        Assert.That(PdfChecks.Faults(path, 2, CancellationToken.None), Has.Count.EqualTo(1));
        Assert.That(PdfChecks.Faults(Broken(bench, path, document => document.Page(PageNumber.First)["/Resources"]["/XObject"].Set("/I0", document.NewStream([]))), 1, CancellationToken.None), Is.Empty);
        var lost = Broken(bench, path, document =>
        {
            var empty = document.NewStream([]);
            empty.Set("/Subtype", "/Image");
            document.Page(PageNumber.First)["/Resources"]["/XObject"].Set("/I0", empty);
        });
        Assert.That(PdfChecks.Faults(lost, 1, CancellationToken.None), Has.Count.EqualTo(1));
        File.WriteAllText(bench.File("no.pdf"), "this is no PDF");
        Assert.That(PdfChecks.Faults(bench.File("no.pdf"), 1, CancellationToken.None), Has.Count.EqualTo(1));
    }

    private static string[] Clauses(Workbench bench, byte[] file)
    {
        File.WriteAllBytes(bench.File("bytes.pdf"), file);
        return [.. PdfChecks.Archival(bench.File("bytes.pdf"), CancellationToken.None).Select(finding => finding.Clause)];
    }

    private static void SetContent(PdfDocument document, string operators) =>
        document.Page(PageNumber.First).Set("/Contents", document.NewStream(Encoding.ASCII.GetBytes(operators)));

    /// <param name="clause">Null: nothing is to be found.</param>
    private static void Expect(string? clause, Action<PdfDocument> damage)
    {
        using var bench = new Workbench();
        var findings = PdfChecks.Archival(Broken(bench, bench.Assemble(Letter).Path, damage), CancellationToken.None);

        // Without an output intent no device color is allowed either.
        var clauses = findings.Select(finding => finding.Clause).Where(found => clause != "6.2.3" || found != "6.2.4.3").Distinct();
        Assert.That(clauses, Is.EqualTo(clause is null ? [] : new[] { clause }), string.Join('\n', findings));
    }

    private static string Broken(Workbench bench, string path, Action<PdfDocument> damage)
    {
        using var document = PdfDocument.Open(path);
        damage(document);
        document.Write(bench.File("broken.pdf"));
        return bench.File("broken.pdf");
    }

    private static byte[] Box(string kind, byte[] body)
    {
        var box = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.ASCII.GetBytes(kind, box.AsSpan(4));
        body.CopyTo(box, 8);
        return box;
    }
}
