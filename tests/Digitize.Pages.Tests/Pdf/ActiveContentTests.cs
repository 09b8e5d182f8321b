namespace Digitize.Pages.Tests.Pdf;

public sealed class ActiveContentTests
{
    private static readonly string[] Suspects =
        ["/JavaScript", "/JS", "app.alert", "/Launch", "/EmbeddedFile", "/EF", "/OpenAction", "/AA", "/XFA", "/AcroForm", "/SubmitForm", "/GoToR", "/RichMedia", "/Rendition", "calc.exe", "/PieceInfo", "secret"];

    [Test]
    public void Nothing_active_is_left()
    {
        using var bench = new Workbench();
        var source = StrangeFile.Write(
            bench.File("in.pdf"),
            "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AA<</WC<</S/JavaScript/JS(app.alert\\(2\\))>>>>/PieceInfo<</X<</Private(secret)>>>>"
            + "/Names<</JavaScript<</Names[(x)<</S/JavaScript/JS 12 0 R>>]>>/EmbeddedFiles<</Names[(a.exe) 10 0 R]>>>>"
            + "/AcroForm<</XFA(secret)/Fields[13 0 R]>>/Outlines 14 0 R",
            "/AA<</O<</S/Launch/F(calc.exe)>>>>/Annots[13 0 R 16 0 R 17 0 R 18 0 R 19 0 R]",
            objects:
            [
                "<</Type/Filespec/F(a.exe)/EF<</F 11 0 R>>>>",
                StrangeFile.Stream("secret", "/Type/EmbeddedFile"),
                StrangeFile.Stream("app.alert(3)"),
                "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 10 10]/A<</S/SubmitForm/F(http://evil)>>/AA<</K<</S/JavaScript/JS(app.alert\\(4\\))>>>>>>",
                "<</First 15 0 R/Last 15 0 R/Count 1>>",
                "<</Title(Start)/Parent 14 0 R/A<</S/Launch/F(calc.exe)>>>>",
                "<</Type/Annot/Subtype/Link/Rect[0 0 10 10]/A<</S/GoToR/F(other.pdf)/D[0/Fit]>>>>",
                "<</Type/Annot/Subtype/Link/Rect[0 0 10 10]/A<</S/URI/URI(javascript:app.alert)>>>>",
                "<</Type/Annot/Subtype/RichMedia/Rect[0 0 10 10]>>",
                "<</Type/Annot/Subtype/Link/Rect[20 20 60 40]/A<</S/URI/URI(https://example.org/)/Next<</S/JavaScript/JS(app.alert)>>>>>>",
            ]);
        var (path, _) = bench.Graft(source, []);
        var text = bench.Readable(path);
        Assert.That(Suspects.Where(suspect => text.Contains(suspect, StringComparison.Ordinal)), Is.Empty);
        Assert.That(text, Does.Contain("https://example.org/").And.Contain("(Start)"));
    }

    [Test]
    public void What_a_form_field_shows_stays_to_be_seen()
    {
        using var bench = new Workbench();
        var source = StrangeFile.Write(
            bench.File("in.pdf"), "/AcroForm<</Fields[10 0 R]>>", "/Annots[10 0 R]",
            objects:
            [
                "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(x)/Rect[50 20 150 80]/AP<</N 11 0 R>>>>",
                StrangeFile.Stream("0 g 0 0 10 10 re f", "/Type/XObject/Subtype/Form/BBox[0 0 10 10]"),
            ]);
        var (path, result) = bench.Graft(source, []);
        Assert.That(result.IsPdfA, string.Join('\n', result.WhyNot));
        Workbench.Run("pdftoppm", "-r", "72", "-gray", "-l", "1", "-singlefile", path, bench.File("page"));
        var file = File.ReadAllBytes(bench.File("page.pgm"));
        Assert.That((file[^(200 * 50 - 100)], file[^(200 * 95 - 100)]), Is.EqualTo(((byte)0, (byte)255)));
    }

    [Test]
    public void A_dropped_page_leaves_nothing_behind()
    {
        using var bench = new Workbench();
        var source = StrangeFile.Write(
            bench.File("in.pdf"), "/Outlines 10 0 R/Dests<</there[3 0 R/Fit]>>", "", "(secret) Tj % of the first page",
            objects: ["<</First 11 0 R/Last 11 0 R/Count 1>>", "<</Title(Blank)/Parent 10 0 R/Dest[3 0 R/Fit]>>"]);
        var (path, result) = bench.Graft(source, [], 1);
        Assert.That(result.PageCount, Is.EqualTo(1));
        Assert.That(bench.Readable(path), Does.Not.Contain("secret"));
        Assert.That(Workbench.Complaints(path), Is.Empty);
    }

    [Test]
    public void A_replaced_page_leaves_nothing_behind_and_keeps_its_links_in_place()
    {
        using var bench = new Workbench();
        var source = StrangeFile.Write(
            bench.File("in.pdf"), "", "/Rotate 90/Annots[10 0 R]/Thumb 12 0 R", "(secret) Tj",
            objects: ["<</Type/Annot/Subtype/Link/Rect[0 0 20 10]/Dest[4 0 R/Fit]>>", "null", StrangeFile.Stream("secret")]);

        // Turned by a quarter the page is 100 wide and 200 high; the scan shows it twice as large.
        var (path, _) = bench.Graft(source, [SmallPages.Page(1, SmallPages.Gray(200, 400))]);
        var text = bench.Readable(path);
        Assert.That(text, Does.Not.Contain("secret").And.Not.Contain("/Rotate"));

        // The lower left corner is now at the top left.
        Assert.That(System.Text.RegularExpressions.Regex.Replace(text, "\\s+", " "), Does.Contain("/Rect [ 0 360 20 400 ]"));
    }

    [Test]
    public void Page_labels_go_with_their_pages()
    {
        using var bench = new Workbench();
        var source = StrangeFile.Write(bench.File("in.pdf"), "/PageLabels<</Nums[0<</S/r/St 4>>1<</S/D/P(A-)>>]>>");
        Assert.That(Labels(bench.Graft(source, []).Path), Is.EqualTo("0 << /S /r /St 4 >> 1 << /P (A-) /S /D >>"));
        Assert.That(Labels(bench.Graft(source, [], 1).Path), Is.EqualTo("0 << /P (A-) /S /D >>"));

        string Labels(string path) => System.Text.RegularExpressions.Regex.Match(System.Text.RegularExpressions.Regex.Replace(bench.Readable(path), "\\s+", " "), "/Nums \\[ (.*?) \\]").Groups[1].Value;
    }

    [Test]
    public void A_bomb_in_a_stream_stays_a_small_file()
    {
        using var bench = new Workbench();
        var bomb = System.Text.Encoding.Latin1.GetString(SmallPages.Zlib(new byte[300 << 20]));
        var source = StrangeFile.Write(
            bench.File("in.pdf"), "/Metadata 11 0 R", "", "q Q", "/XObject<</X 10 0 R/Y 11 0 R>>",
            objects: [StrangeFile.Stream(bomb, "/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Filter/FlateDecode"), StrangeFile.Stream(bomb, "/Type/Metadata/Subtype/XML/Filter/FlateDecode")]);
        var (_, result) = bench.Graft(source, []);
        Assert.That(result.Bytes, Is.LessThan(2 << 20));
    }
}
