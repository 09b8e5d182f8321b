using Digitize.Pages.Imaging.Jbig2;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>
/// A grey or colour page as a background of few pixels with its strokes painted over it in solid inks, each ink through a mask of all pixels (mixed raster content).
/// Strokes are found by contrast with their ground and not by having been read, so signatures, rules and stamps are as sharp as text.
/// </summary>
internal static class LayeredPage
{
    /// <summary>Enough for tints' edges and for photographs; even paper costs nearly nothing at any resolution.</summary>
    private const double BackgroundDpi = 150;

    /// <summary>Strokes with fewer pixels than a dot of this fraction of an inch a side are specks; light ones, which noise on dark grounds makes, three times that.</summary>
    private const double SmallestDot = 220;

    /// <summary>What is smaller than this and stands out only faintly is a scrap of an edge; the background shows it as well.</summary>
    private const double SmallestScrap = 40;

    private const int PlainQuality = 50;
    private const int PictureQuality = 60;

    /// <summary>Strokes more than this much inside pictures are texture.</summary>
    private const double InsidePicture = 0.5;

    /// <summary>Null when words would be lost that were read with certainty.</summary>
    /// <param name="image">8 or 32 bits a pixel.</param>
    public static List<PictureLayer>? Encode(PageImage image, RecognizedPage? recognized, CancellationToken cancel)
    {
        using var luma = LumaPlane.Of(image);
        var ground = GroundLevels.Of(luma, image.Dpi);
        var masks = StrokeMasks.Find(luma, ground, image.Dpi, cancel);
        var dark = Strokes.Of(masks.Dark, masks.Scale, image, light: false, cancel);
        var light = Strokes.Of(masks.Light, masks.Scale, image, light: true, cancel);
        var pictures = FindPictures(masks, light, ground.Grid, recognized);

        // The strokes know their runs now, and the masks' room is used again: at 600 dots an inch a plane has forty megabytes.
        var (painted, plane) = (masks.Light, masks.Dark);
        painted.Clear();
        var layers = new List<PictureLayer>();
        Paint(image, dark, ground, pictures, painted, plane, layers, cancel);
        Paint(image, light, ground, pictures, painted, plane, layers, cancel);
        painted = masks.Scale == 2 ? painted.Halved() : painted;
        if (Legibility.IsHarmed(luma, painted, recognized))
        {
            return null;
        }

        var factor = Math.Clamp((int)Math.Round(image.Dpi.Value / BackgroundDpi), 1, 16);
        var background = Background.Of(image, Fringed(painted, image.Dpi), factor, cancel);
        background.Even(ground.Noise, pictures);
        return Stack(background, layers, pictures.Any ? PictureQuality : PlainQuality);
    }

    private static List<PictureLayer> Stack(Background background, List<PictureLayer> strokes, int quality)
    {
        var paper = ((byte)(background.Paper >> 16), (byte)(background.Paper >> 8), (byte)background.Paper);
        var layers = strokes.ConvertAll(layer => layer with { Ink = Inks.OrPaper(layer.Ink, paper) });
        var picture = background.Encode(quality);
        if (picture is not null || layers.Count == 0)
        {
            layers.Insert(0, new PictureLayer(picture ?? FlateEncoder.EncodeColor((255, 255, 255))));
        }

        return layers;
    }

    private static PictureCells FindPictures(StrokeMasks masks, Strokes light, CellGrid grid, RecognizedPage? recognized)
    {
        var strokes = masks.Scale == 2 ? masks.Dark.Halved() : masks.Dark.Copy();
        strokes.Add(masks.Scale == 2 ? masks.Light.Halved() : masks.Light);
        return PictureCells.Find(masks, light, strokes, grid, recognized);
    }

    /// <summary>Adds a layer for each ink, and its pixels to those that are <paramref name="painted"/>; <paramref name="plane"/>, of the same size, is overwritten.</summary>
    private static void Paint(
        PageImage image, Strokes strokes, GroundLevels ground, PictureCells pictures, BitPlane painted, BitPlane plane, List<PictureLayer> layers, CancellationToken cancel)
    {
        var kept = strokes.All.ConvertAll(stroke => IsStroke(stroke, image.Dpi, strokes, ground, pictures)).ToArray();
        strokes.EvenOut(ground.Grid);
        strokes.SplitMixed(image);
        var (colors, inkOf) = Inks.Choose(strokes, kept);
        for (var ink = 0; ink < colors.Count; ink++)
        {
            strokes.Draw(plane, inkOf, ink);
            painted.Add(plane);
            layers.Add(new PictureLayer(null, EmbeddedPicture.Encode(plane, cancel), colors[ink]));
        }
    }

    /// <summary>Not a speck, not a scrap of a tint's edge, not texture of a photograph.</summary>
    private static bool IsStroke(Stroke stroke, Dpi dpi, Strokes strokes, GroundLevels ground, PictureCells pictures)
    {
        var maskDpi = dpi.Value * strokes.Scale;
        var least = Math.Max(2, Math.Pow(maskDpi / SmallestDot, 2)) * (strokes.IsLight ? 3 : 1);
        if (stroke.Pixels < least)
        {
            return false;
        }

        var box = stroke.Box.Scale(1.0 / strokes.Scale);
        if (stroke.Pixels < Math.Pow(maskDpi / SmallestScrap, 2))
        {
            var level = ground.LevelAt(Math.Min((box.Left + box.Right) / 2, ground.Width - 1), Math.Min((box.Top + box.Bottom) / 2, ground.Height - 1));
            if (Math.Abs(level - LumaPlane.Of(stroke.Color << 8)) < ground.Contrast * 3 / 2)
            {
                return false;
            }
        }

        return pictures.ShareOf(box) <= InsidePicture;
    }

    /// <summary>At a stroke's edge ink and paper are mixed, over one pixel in a rendered page and two in a scan at 300 dpi: that too is not background.</summary>
    private static BitPlane Fringed(BitPlane strokes, Dpi dpi)
    {
        var fringe = Math.Clamp((int)Math.Round(dpi.Value / 150), 1, 4);
        for (var i = 0; i < fringe; i++)
        {
            strokes = strokes.Dilated();
        }

        return strokes;
    }
}
