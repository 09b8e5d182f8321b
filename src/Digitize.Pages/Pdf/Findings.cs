namespace Digitize.Pages.Pdf;

/// <summary>Gathers what stands against PDF/A-2b: each sentence once for each place, and no more than anyone would read.</summary>
internal sealed class Findings
{
    private const int Most = 500;

    private readonly HashSet<PdfFinding> _known = [];
    private readonly List<PdfFinding> _all = [];

    public IReadOnlyList<PdfFinding> All => _all;

    public void Add(string clause, string sentence, string place)
    {
        var finding = new PdfFinding(clause, sentence, place);
        if (_all.Count < Most && _known.Add(finding))
        {
            _all.Add(finding);
        }
    }

    /// <summary>Adds the sentence when the claim is false.</summary>
    public void Expect(bool holds, string clause, string sentence, string place)
    {
        if (!holds)
        {
            Add(clause, sentence, place);
        }
    }
}
