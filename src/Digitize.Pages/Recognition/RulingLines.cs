using Digitize.Pages.Imaging;
using Digitize.Pages.Native;

namespace Digitize.Pages.Recognition;

/// <summary>Straight lines that are drawn, not written: frames, rules, underlines. Boxes in pixels of the picture they were found in.</summary>
internal sealed record RulingLines(IReadOnlyList<PixelBox> Across, IReadOnlyList<PixelBox> Down)
{
    public static RulingLines None { get; } = new([], []);

    public RulingLines With(RulingLines other) => new([.. Across, .. other.Across], [.. Down, .. other.Down]);

    /// <summary>
    /// Takes the lines out of <paramref name="ink"/>, a 1-bit picture, which is replaced. A line is ink that runs straight for <paramref name="length"/> pixels:
    /// longer than any stroke of the letters in use.
    /// </summary>
    public static RulingLines TakeOut(ref PixHandle ink, PixHandle gray, int length)
    {
        using var bits = new PageImage(NativeCheck.Valid(Leptonica.pixClone(ink), nameof(Leptonica.pixClone)), new Dpi(Dpi.Usual));
        var plane = BitPlane.Of(bits);
        using var across = StraightRuns.Across(plane, length).ToPix();
        using var down = StraightRuns.Down(plane, length).ToPix();
        var lines = new RulingLines(
            [.. InkBlobs.Find(across).Select(blob => blob.Box).Where(box => box.Width > 4 * box.Height)],
            [.. InkBlobs.Find(down).Select(blob => blob.Box).Where(box => box.Height > 4 * box.Width)]);
        if (lines.Across.Count + lines.Down.Count == 0)
        {
            return None;
        }

        // Lines are not quite straight and have a rough edge: a pixel more on each side goes with them.
        using var widerAcross = NativeCheck.Valid(Leptonica.pixDilateBrick(0, across, 1, 3), nameof(Leptonica.pixDilateBrick));
        using var widerDown = NativeCheck.Valid(Leptonica.pixDilateBrick(0, down, 3, 1), nameof(Leptonica.pixDilateBrick));
        using var both = NativeCheck.Valid(Leptonica.pixOr(0, widerAcross, widerDown), nameof(Leptonica.pixOr));
        using var wider = NativeCheck.Valid(Leptonica.pixDilateBrick(0, both, 3, 3), nameof(Leptonica.pixDilateBrick));
        NativeCheck.Zero(Leptonica.pixSetMasked(gray, wider, 255), nameof(Leptonica.pixSetMasked));
        var rest = NativeCheck.Valid(Leptonica.pixSubtract(0, ink, both), nameof(Leptonica.pixSubtract));
        ink.Dispose();
        ink = rest;
        return lines;
    }
}
