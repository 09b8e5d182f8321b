namespace Digitize.Pages.Recognition;

/// <summary>Words of a page that is shown turned: their places go with the picture. A line that then runs down the page has a box, and for its baseline the lower edge of that.</summary>
public static class TurnedPages
{
    public static RecognizedPage Turned(this RecognizedPage page, QuarterTurn turn)
    {
        if (turn == QuarterTurn.None)
        {
            return page;
        }

        var isLying = turn is QuarterTurn.Clockwise90 or QuarterTurn.Clockwise270;
        return page with
        {
            Width = isLying ? page.Height : page.Width,
            Height = isLying ? page.Width : page.Height,
            Lines = [.. page.Lines.Select(line => Turned(line, page, turn))],
        };
    }

    /// <summary>One turn after the other.</summary>
    public static QuarterTurn Then(this QuarterTurn turn, QuarterTurn next) => (QuarterTurn)(((int)turn + (int)next) % 360);

    private static TextLine Turned(TextLine line, RecognizedPage page, QuarterTurn turn)
    {
        var box = Turned(line.Box, page, turn);
        return line with
        {
            Box = box,
            Baseline = turn == QuarterTurn.HalfTurn
                ? new Baseline(page.Width - line.Baseline.X, page.Height - line.Baseline.Y, line.Baseline.Slope)
                : new Baseline(box.Left, box.Bottom, 0),
            Words = [.. line.Words.Select(word => word with { Box = Turned(word.Box, page, turn) })],
        };
    }

    private static PixelBox Turned(PixelBox box, RecognizedPage page, QuarterTurn turn) => turn switch
    {
        QuarterTurn.Clockwise90 => new PixelBox(page.Height - box.Bottom, box.Left, page.Height - box.Top, box.Right),
        QuarterTurn.HalfTurn => new PixelBox(page.Width - box.Right, page.Height - box.Bottom, page.Width - box.Left, page.Height - box.Top),
        QuarterTurn.Clockwise270 => new PixelBox(box.Top, page.Width - box.Right, box.Bottom, page.Width - box.Left),
        _ => box,
    };
}
