using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>One row of an 8-bit or 32-bit picture, read in place; valid only while the picture lives.</summary>
internal readonly unsafe ref struct PixelRow
{
    private readonly uint* _words;
    private readonly bool _gray;

    public PixelRow(PageImage image, int y)
    {
        _gray = image.Depth == 8;
        _words = Leptonica.pixGetData(image.Handle) + ((long)y * Leptonica.pixGetWpl(image.Handle));
        Words = new ReadOnlySpan<uint>(_words, Leptonica.pixGetWpl(image.Handle));
    }

    /// <summary>As leptonica stores them: four grey samples, the leftmost in the highest byte; or red, green, blue and an unused byte.</summary>
    public ReadOnlySpan<uint> Words { get; }

    /// <summary>0x00RRGGBB.</summary>
    public uint this[int x]
    {
        get
        {
            if (!_gray)
            {
                return _words[x] >> 8;
            }

            var gray = (_words[x >> 2] >> (24 - (8 * (x & 3)))) & 0xFF;
            return gray * 0x010101;
        }
    }
}
