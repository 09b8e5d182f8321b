using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>Turns pictures by whole quarters; no pixel changes its value.</summary>
public static class QuarterTurns
{
    /// <summary>The picture turned clockwise, to be disposed on its own. Shares its pixels with <paramref name="picture"/> when there is nothing to turn.</summary>
    public static PageImage Turn(PageImage picture, QuarterTurn turn)
    {
        var turned = turn == QuarterTurn.None
            ? Leptonica.pixClone(picture.Handle)
            : Leptonica.pixRotateOrth(picture.Handle, (int)turn / 90);
        return new PageImage(NativeCheck.Valid(turned, nameof(Leptonica.pixRotateOrth)), picture.Dpi);
    }
}
