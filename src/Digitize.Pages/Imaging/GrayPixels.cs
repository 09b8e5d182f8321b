namespace Digitize.Pages.Imaging;

/// <summary>Grey samples in managed memory, row by row without padding: 0 is black, 255 white.</summary>
public sealed record GrayPixels(int Width, int Height, byte[] Samples)
{
    public ReadOnlySpan<byte> Row(int y) => Samples.AsSpan(y * Width, Width);
}
