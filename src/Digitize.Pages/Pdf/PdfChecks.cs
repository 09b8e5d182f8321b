using System.Globalization;

namespace Digitize.Pages.Pdf;

/// <summary>Looks at finished files.</summary>
public static class PdfChecks
{
    /// <summary>
    /// What keeps the file from being PDF/A-2b; nothing when all is well. <c>PDFA-2.md</c> says for every clause of the standard how it is met.
    /// Never inflates a stream beyond a limit.
    /// </summary>
    /// <exception cref="UnreadableException">The file is no PDF.</exception>
    public static IReadOnlyList<PdfFinding> Archival(string path, CancellationToken cancel)
    {
        var findings = new Findings();
        FileStructureCheck.Run(path, findings);
        using var document = PdfDocument.Open(path);
        DocumentChecks.CheckCatalog(document, findings);
        MetadataCheck.Run(document, findings);
        var objects = new ObjectChecks(findings);
        ObjectGraph.Walk(document, objects.Check, cancel);
        CheckPages(document, findings, cancel);
        return findings.All;
    }

    /// <summary>What is wrong with a result, in sentences; nothing when it has the pages it should, can be read, and has lost no picture.</summary>
    public static IReadOnlyList<string> Faults(string path, int expectedPages, CancellationToken cancel)
    {
        var faults = new List<string>();
        try
        {
            using var document = PdfDocument.Open(path);
            if (document.PageCount != expectedPages)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"The result has {document.PageCount} pages instead of {expectedPages}."));
            }

            ObjectGraph.Walk(document, (value, holder) => CheckPicture(value, holder, faults), cancel);
            var number = 1;
            foreach (var page in document.Pages())
            {
                CheckPage(page, number++, faults);
            }

            faults.AddRange(document.Warnings().Select(warning => $"The result is not sound: {warning}."));
        }
        catch (UnreadableException damage)
        {
            faults.Add(damage.Message);
        }

        return faults;
    }

    private static void CheckPages(PdfDocument document, Findings findings, CancellationToken cancel)
    {
        var fonts = new FontUses();
        var colors = new ColorChecks(OutputIntents.Find(document)?.Components, findings);
        var contents = new ContentChecks(colors, fonts, findings, cancel);
        var index = 0;
        foreach (var page in document.Pages())
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = document.Scope();
            var place = DocumentChecks.Place(index++);
            DocumentChecks.CheckPage(page, findings, place);
            colors.CheckGroup(page, place);
            contents.CheckPage(page, place);
        }

        var checks = new FontChecks(findings);
        foreach (var (id, use) in fonts.All)
        {
            using var scope = document.Scope();
            checks.Check(document.ById(id), use);
        }

        foreach (var use in fonts.Direct)
        {
            findings.Add("6.2.11.4.1", "A font is no object of its own and cannot be looked at.", use.Place);
        }
    }

    private static void CheckPicture(PdfObject value, int holder, List<string> faults)
    {
        if (value.IsStream && value["/Subtype"].Name == "/Image" && (value["/Width"].Integer is not > 0 || value["/Height"].Integer is not > 0 || value["/Length"].Integer is 0))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"A picture is empty (object {holder})."));
        }
    }

    private static void CheckPage(PdfObject page, int number, List<string> faults)
    {
        var pictures = page["/Resources"]["/XObject"];
        if (pictures.Keys().Exists(key => pictures[key].IsNull))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Page {number} has lost a picture."));
        }
    }
}
