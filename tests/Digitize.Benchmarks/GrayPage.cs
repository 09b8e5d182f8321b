using System.Globalization;
using System.Text;

namespace Digitize.Benchmarks;

/// <summary>A gray picture of a page, row by row from the top left, 0 black to 255 white. Each change gives a new picture; what is random hangs on the seed given.</summary>
internal sealed class GrayPage
{
    private const byte White = 255;
    private readonly byte[] _pixels;

    private GrayPage(int width, int height, byte[] pixels) => (Width, Height, _pixels) = (width, height, pixels);

    public int Width { get; }

    public int Height { get; }

    /// <summary>One page (counted from 1) of a born-digital PDF.</summary>
    public static GrayPage Render(string pdf, int page, int dpi, string scratch)
    {
        var stem = Path.Combine(scratch, "rendered");
        var number = page.ToString(CultureInfo.InvariantCulture);
        Tool.Output("pdftoppm", "-gray", "-singlefile", "-r", dpi.ToString(CultureInfo.InvariantCulture), "-f", number, "-l", number, pdf, stem);
        return ReadPgm(stem + ".pgm");
    }

    public void SaveJpeg(string path, int dpi, int quality) => Convert(path, dpi, "-quality", quality.ToString(CultureInfo.InvariantCulture));

    public void SaveGroup4(string path, int dpi) => Convert(path, dpi, "-threshold", "50%", "-type", "bilevel", "-compress", "Group4");

    /// <summary>A quarter turn clockwise.</summary>
    public GrayPage TurnedRight() => Made(Height, Width, (x, y) => At(y, Height - 1 - x));

    public GrayPage Mirrored() => Made(Width, Height, (x, y) => At(Width - 1 - x, y));

    /// <summary>Turned clockwise about the middle by a small angle; what comes in from outside is white.</summary>
    public GrayPage Skewed(double degrees)
    {
        var (sin, cos) = Math.SinCos(-degrees * Math.PI / 180);
        double middleX = (Width - 1) / 2.0, middleY = (Height - 1) / 2.0;
        return Made(Width, Height, (x, y) =>
        {
            double dx = x - middleX, dy = y - middleY;
            return Between(middleX + dx * cos - dy * sin, middleY + dx * sin + dy * cos);
        });
    }

    /// <summary>A scanner's optics: the mean of the nine neighbors, weighted 1-2-1 both ways, as often as told.</summary>
    public GrayPage Softened(int times)
    {
        var page = this;
        for (var i = 0; i < times; i++)
        {
            var from = page;
            page = Made(Width, Height, (x, y) => (byte)((from.Row(x, y - 1) + 2 * from.Row(x, y) + from.Row(x, y + 1)) / 16));
        }

        return page;
    }

    /// <summary>Another page printed on the back, seen through the paper.</summary>
    public GrayPage WithBleedThrough(GrayPage back, double strength)
    {
        var through = back.Mirrored().Softened(3);
        return Made(Width, Height, (x, y) => (byte)(At(x, y) * (1 - strength * (White - through.At(x, y)) / White)));
    }

    /// <summary>Light from the upper left, and a soft-edged shadow over the lower right corner.</summary>
    public GrayPage WithShadow() => Made(Width, Height, (x, y) =>
    {
        double u = (double)x / Width, v = (double)y / Height;
        var edge = 1 / (1 + Math.Exp(-(0.6 * u + v - 0.85) / 0.03));
        return (byte)(At(x, y) * (1 - 0.18 * Math.Sqrt((u * u + v * v) / 2)) * (1 - 0.4 * edge));
    });

    /// <summary>Paper that is not quite white, and a sensor's noise of this standard deviation.</summary>
    public GrayPage WithNoise(double deviation, int seed)
    {
        var random = new Random(seed);
        return Made(Width, Height, (x, y) =>
        {
            // Twelve uniform numbers would be the textbook sum; four are near enough to a bell for a sensor.
            var bell = random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2;
            return (byte)Math.Clamp(At(x, y) * 0.96 + 4 + bell * deviation * Math.Sqrt(3), 0, White);
        });
    }

    public GrayPage Thresholded(byte level) => Made(Width, Height, (x, y) => At(x, y) < level ? (byte)0 : White);

    private int Row(int x, int y) => At(x - 1, y) + 2 * At(x, y) + At(x + 1, y);

    private byte At(int x, int y) => (uint)x < (uint)Width && (uint)y < (uint)Height ? _pixels[y * Width + x] : White;

    private byte Between(double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double right = x - left, below = y - top;
        var upper = At(left, top) * (1 - right) + At(left + 1, top) * right;
        var lower = At(left, top + 1) * (1 - right) + At(left + 1, top + 1) * right;
        return (byte)(upper * (1 - below) + lower * below + 0.5);
    }

    private static GrayPage Made(int width, int height, Func<int, int, byte> pixel)
    {
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                pixels[y * width + x] = pixel(x, y);
        }

        return new GrayPage(width, height, pixels);
    }

    private static GrayPage ReadPgm(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = Encoding.ASCII.GetString(bytes, 0, 32).Split((char[]?)null, 5, StringSplitOptions.None);
        int width = int.Parse(header[1], CultureInfo.InvariantCulture), height = int.Parse(header[2], CultureInfo.InvariantCulture);
        return new GrayPage(width, height, bytes[^(width * height)..]);
    }

    private void Convert(string path, int dpi, params string[] how)
    {
        var pgm = path + ".pgm";
        using (var file = File.Create(pgm))
        {
            file.Write(Encoding.ASCII.GetBytes($"P5\n{Width} {Height}\n255\n"));
            file.Write(_pixels);
        }

        Tool.Output("convert", ["-units", "PixelsPerInch", "-density", dpi.ToString(CultureInfo.InvariantCulture), pgm, .. how, path]);
        File.Delete(pgm);
    }
}
