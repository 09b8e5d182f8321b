using System.Globalization;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>How much of a page's text is text.</summary>
/// <param name="Letters">Letters and digits.</param>
/// <param name="Garbage">Signs that no letter has: replacement, control and private characters.</param>
/// <param name="Other">Punctuation, where a row of the same sign counts once.</param>
internal readonly record struct TextQuality(int Letters, int Garbage, int Other)
{
    internal bool IsGood => Letters > 0 && Letters >= Other && Garbage * 10 <= Letters;

    internal static TextQuality Judge(string text)
    {
        var (letters, garbage, other, last) = (0, 0, 0, ' ');
        foreach (var sign in text)
        {
            if (char.IsLetterOrDigit(sign) || char.IsSurrogate(sign))
            {
                letters++;
            }
            else if (!char.IsWhiteSpace(sign))
            {
                var isGarbage = sign == '\uFFFD' || char.IsControl(sign) || char.GetUnicodeCategory(sign) is UnicodeCategory.PrivateUse;
                garbage += isGarbage ? 1 : 0;
                other += !isGarbage && sign != last ? 1 : 0;
            }

            last = sign;
        }

        return new TextQuality(letters, garbage, other);
    }
}

/// <summary>All that counts when it is decided what a page is.</summary>
/// <param name="IsOneScan">One picture covers the page, and it can be taken out as it is.</param>
/// <param name="Covered">Share of the page under pictures, 0 to 1.</param>
internal sealed record PageEvidence(PageContent Content, bool IsOneScan, double Covered, string Text);

/// <summary>What a page of a PDF is, and why. Pure.</summary>
internal readonly record struct PageDecision(SourcePageKind Kind, string Reason)
{
    /// <summary>A page under at least this share of pictures may be a scan.</summary>
    private const double ScanShare = 0.5;

    /// <summary>Fewer letters over a scan are a stamp, a header or a page number; a letter has a thousand.</summary>
    private const int StampLetters = 200;

    internal static PageDecision Decide(PageEvidence page, TextMode mode)
    {
        var content = page.Content;
        var reading = page.IsOneScan ? SourcePageKind.EmbeddedScan : SourcePageKind.Rendered;
        if (mode == TextMode.Force)
        {
            return new(reading, "every page is read");
        }

        if (content.IsEmpty)
        {
            return new(SourcePageKind.KeepText, "an empty page");
        }

        var quality = TextQuality.Judge(page.Text);
        if (quality.Letters == 0)
        {
            return content.VisibleText > 0 && quality.Garbage + quality.Other > 0
                ? new(SourcePageKind.Rendered, "its text has no meaning outside its fonts")
                : new(reading, page.IsOneScan ? "one scan without text" : "no text");
        }

        return content is { HiddenText: > 0, VisibleText: 0, IsBeyondUs: false }
            ? DecideRecognized(reading, quality, mode)
            : DecideVisible(page, quality, mode);
    }

    private static PageDecision DecideRecognized(SourcePageKind reading, TextQuality quality, TextMode mode)
    {
        if (mode == TextMode.Redo)
        {
            return new(reading, "recognized before, and to be done again");
        }

        return quality.IsGood
            ? new(SourcePageKind.KeepText, "recognized before")
            : new(reading, "recognized before, but the text is garbled");
    }

    private static PageDecision DecideVisible(PageEvidence page, TextQuality quality, TextMode mode)
    {
        if (!quality.IsGood)
        {
            return new(SourcePageKind.Rendered, "its text is garbled");
        }

        var isScan = page.Covered >= ScanShare;
        if (isScan && page.Content.HiddenText == 0 && quality.Letters < StampLetters)
        {
            return new(SourcePageKind.Rendered, "a stamp or header over a scan without text");
        }

        return isScan && page.Content.HiddenText > 0 && mode == TextMode.Redo
            ? new(SourcePageKind.Rendered, "recognized before, and to be done again")
            : new(SourcePageKind.KeepText, "good text");
    }
}
