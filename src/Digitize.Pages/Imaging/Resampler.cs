using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>Turns a picture by a small angle about its middle and enlarges it, in one go, so that its pixels are mixed only once.</summary>
internal static unsafe class Resampler
{
    private const int One = 1 << 16;

    /// <summary>
    /// 8-bit in, 8-bit out, by bilinear mixing; what comes from outside the picture gets <paramref name="fill"/>.
    /// </summary>
    /// <param name="degrees">Clockwise.</param>
    /// <param name="scale">Pixels a side in the result for each in the source, at least one.</param>
    public static PageImage Gray(PageImage source, double degrees, double scale, byte fill)
    {
        var result = Create(source, 8, scale);
        var from = new Source(source);
        var to = new PixelRows(result);
        var row = new byte[to.GrayBytes];
        for (var y = 0; y < result.Height; y++)
        {
            var path = new Path(source, result, degrees, scale, y);
            var (left, right) = path.Inside(source);
            row.AsSpan().Fill(fill);
            for (var x = path.First(source); x < left; x++)
            {
                row[x] = path.Touches(source, x) ? from.GrayAtEdge(path.X(x), path.Y(x)) : fill;
            }

            from.MixGray(path, left, right, row);
            for (var x = right; x < result.Width && path.Touches(source, x); x++)
            {
                row[x] = from.GrayAtEdge(path.X(x), path.Y(x));
            }

            to.WriteGray(y, row);
        }

        return result;
    }

    /// <summary>32-bit in, 32-bit out, the size kept.</summary>
    public static PageImage Color(PageImage source, double degrees, uint fill)
    {
        var result = Create(source, 32, 1);
        var from = new Source(source);
        var to = new PixelRows(result);
        for (var y = 0; y < result.Height; y++)
        {
            var path = new Path(source, result, degrees, 1, y);
            var (left, right) = path.Inside(source);
            var row = to.Words(y);
            row.Fill(fill);
            from.MixColor(path, left, right, row);
        }

        return result;
    }

    private static PageImage Create(PageImage source, int depth, double scale)
    {
        var (width, height) = ((int)Math.Round(source.Width * scale), (int)Math.Round(source.Height * scale));
        var dpi = new Dpi(Math.Clamp(source.Dpi.Value * scale, Dpi.Lowest, Dpi.Highest));
        return new PageImage(NativeCheck.Valid(Leptonica.pixCreate(width, height, depth), nameof(Leptonica.pixCreate)), dpi);
    }

    /// <summary>Where the pixels of one row of the result lie in the source, in 1/65536 of a pixel.</summary>
    private readonly struct Path
    {
        private readonly long _startX;
        private readonly long _startY;

        public Path(PageImage source, PageImage result, double degrees, double scale, int y)
        {
            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            StepX = (long)Math.Round(cos / scale * One);
            StepY = (long)Math.Round(-sin / scale * One);
            var (right, down) = (0.5 - (result.Width / 2.0), y + 0.5 - (result.Height / 2.0));
            _startX = (long)((((cos * right) + (sin * down)) / scale + (source.Width / 2.0) - 0.5) * One);
            _startY = (long)((((cos * down) - (sin * right)) / scale + (source.Height / 2.0) - 0.5) * One);
            Width = result.Width;
        }

        public long StepX { get; }

        public long StepY { get; }

        public int Width { get; }

        public long X(int x) => _startX + (x * StepX);

        public long Y(int x) => _startY + (x * StepY);

        /// <summary>Pixels whose four neighbours all lie in the source.</summary>
        public (int Left, int Right) Inside(PageImage source)
        {
            var (left, right) = Range(_startX, StepX, 0, (source.Width - 1L) * One, 0, Width);
            (left, right) = Range(_startY, StepY, 0, (source.Height - 1L) * One, left, right);
            return (left, Math.Max(left, right));
        }

        public int First(PageImage source)
        {
            var (left, right) = Range(_startX, StepX, -One / 2, ((source.Width * 2L) - 1) * (One / 2), 0, Width);
            (left, right) = Range(_startY, StepY, -One / 2, ((source.Height * 2L) - 1) * (One / 2), left, right);
            return Math.Max(0, Math.Min(left, right));
        }

        /// <summary>The pixel's middle lies on the source, be it on the outer half of an outermost pixel.</summary>
        public bool Touches(PageImage source, int x)
        {
            var (atX, atY) = (X(x) + (One / 2), Y(x) + (One / 2));
            return atX >= 0 && atY >= 0 && atX < (long)source.Width * One && atY < (long)source.Height * One;
        }

        /// <summary>The pixels from left to right for which low ≤ start + x · step &lt; high.</summary>
        private static (int Left, int Right) Range(long start, long step, long low, long high, int left, int right)
        {
            if (step == 0)
            {
                return start >= low && start < high ? (left, right) : (left, left);
            }

            var (first, last) = step > 0
                ? (CeilingDivide(low - start, step), CeilingDivide(high - start, step))
                : (CeilingDivide(start - high + 1, -step), CeilingDivide(start - low + 1, -step));
            return ((int)Math.Clamp(first, left, Math.Max(left, right)), (int)Math.Clamp(last, left, Math.Max(left, right)));
        }

        private static long CeilingDivide(long value, long by) => value > 0 ? (value + by - 1) / by : -(-value / by);
    }

    private readonly struct Source(PageImage picture)
    {
        private readonly uint* _data = Leptonica.pixGetData(picture.Handle);
        private readonly int _words = Leptonica.pixGetWpl(picture.Handle);
        private readonly int _lastX = picture.Width - 1;
        private readonly int _lastY = picture.Height - 1;

        public byte GrayAtEdge(long x, long y)
        {
            var (left, top) = ((int)(x >> 16), (int)(y >> 16));
            var (a, b) = (Gray(left, top), Gray(left + 1, top));
            var (c, d) = (Gray(left, top + 1), Gray(left + 1, top + 1));
            return Mix(a, b, c, d, (int)(x >> 8) & 255, (int)(y >> 8) & 255);
        }

        public void MixGray(Path path, int left, int right, Span<byte> row)
        {
            var (x, y) = (path.X(left), path.Y(left));
            var bytes = (byte*)_data;
            var stride = (long)_words * 4;
            for (var i = left; i < right; i++, x += path.StepX, y += path.StepY)
            {
                // In a word of leptonica's the leftmost pixel is the highest byte: on a little-endian machine pixel p lies at byte p ^ 3.
                var column = x >> 16;
                var upper = bytes + ((y >> 16) * stride);
                var lower = upper + stride;
                var (first, second) = (column ^ 3, (column + 1) ^ 3);
                row[i] = Mix(upper[first], upper[second], lower[first], lower[second], (int)(x >> 8) & 255, (int)(y >> 8) & 255);
            }
        }

        public void MixColor(Path path, int left, int right, Span<uint> row)
        {
            var (x, y) = (path.X(left), path.Y(left));
            for (var i = left; i < right; i++, x += path.StepX, y += path.StepY)
            {
                var upper = _data + ((y >> 16) * _words) + (x >> 16);
                var lower = upper + _words;
                var (right1, down) = ((ulong)(x >> 8) & 255, (ulong)(y >> 8) & 255);
                var above = (Spread(upper[0]) * (256 - right1)) + (Spread(upper[1]) * right1);
                var below = (Spread(lower[0]) * (256 - right1)) + (Spread(lower[1]) * right1);
                above = (above >> 8) & 0x00ff00ff00ff00fful;
                below = (below >> 8) & 0x00ff00ff00ff00fful;
                var mixed = (above * (256 - down)) + (below * down) + 0x0080008000800080ul;
                row[i] = Gather((mixed >> 8) & 0x00ff00ff00ff00fful);
            }
        }

        /// <summary>Four bytes into the four 16-bit lanes of a long word, so that all are weighted by one multiplication.</summary>
        private static ulong Spread(uint pixel) => ((ulong)(pixel & 0xff00ff00) << 24) | (pixel & 0x00ff00ff);

        private static uint Gather(ulong lanes) => (uint)(lanes >> 24) | (uint)(lanes & 0x00ff00ff);

        private static byte Mix(int a, int b, int c, int d, int right, int down)
        {
            var above = (a << 8) + ((b - a) * right);
            var below = (c << 8) + ((d - c) * right);
            return (byte)(((above << 8) + ((below - above) * down) + 32768) >> 16);
        }

        private int Gray(int x, int y)
        {
            var (column, row) = (Math.Clamp(x, 0, _lastX), Math.Clamp(y, 0, _lastY));
            return ((byte*)_data)[((long)row * _words * 4) + (column ^ 3)];
        }
    }
}
