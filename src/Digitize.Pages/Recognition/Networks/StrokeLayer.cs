using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// Finds strokes: weighs each square of 3×3 pixels against a few features and keeps the strongest of an area. The curve behind the weights only rises, so it is
/// taken of the strongest sum, once for an area and not for each square. For one thread at a time.
/// </summary>
internal sealed class StrokeLayer
{
    /// <summary>Of a square, in pixels.</summary>
    public const int Side = 3;

    /// <summary>A column of a square is taken with the pixel below it, whose weights are zero: four values are moved as one.</summary>
    private const int RunLength = Side + 1;

    private readonly Matrix _matrix;
    private readonly NetworkPlan _plan;
    private readonly bool _withVectors;
    private readonly byte[] _squares;
    private readonly float[] _sums;
    private readonly float[] _strongest;
    private readonly CurveLookup _curves;
    private readonly uint _seed;
    private byte[] _noise = [];
    private byte[] _pixels = [];

    /// <param name="matrix">Of the plan's strokes, with a gap behind each column of a square.</param>
    /// <param name="seed">Of the noise that stands outside of the strip.</param>
    public StrokeLayer(Matrix matrix, NetworkPlan plan, uint seed, bool withVectors)
    {
        (_matrix, _plan, _seed, _withVectors) = (matrix, plan, seed, withVectors);
        Areas = plan.Height / plan.Pool.Height;
        var squares = plan.Height * plan.Pool.Width;
        _squares = new byte[squares * matrix.RowBytes];
        _sums = new float[squares * matrix.RoundedOutputs];
        _strongest = new float[Areas * matrix.RoundedOutputs];
        _curves = new CurveLookup(_strongest.Length);
    }

    /// <summary>How many areas lie in a column, one above the other.</summary>
    public int Areas { get; }

    /// <summary>Puts the features of all areas, column by column and from top to bottom, into rows of <paramref name="target"/>.</summary>
    public void Run(LineBatch batch, Activations target)
    {
        target.Resize(batch.Columns);
        for (var line = 0; line < batch.Count; line++)
        {
            var strip = batch.Strips[line];
            LoadPixels(strip);
            for (var column = 0; column < batch.Width(line); column++)
            {
                LoadSquares(column, strip.Width);
                _matrix.Multiply(_squares, _matrix.RowBytes, _squares.Length / _matrix.RowBytes, _sums);
                KeepStrongest(target.Row(batch.Start(line) + column));
            }
        }
    }

    /// <summary>Pixels column by column, so that a square is three short runs.</summary>
    private void LoadPixels(GrayPixels strip)
    {
        var contrast = StripContrast.Of(strip);
        var size = _matrix.ValueBytes;
        if (_pixels.Length < ((strip.Width * _plan.Height) + RunLength) * size)
        {
            _pixels = new byte[((strip.Width * _plan.Height) + RunLength) * size];
        }

        var levels = new byte[256 * size];
        for (var level = 0; level < 256; level++)
        {
            _matrix.StorePixel(contrast.Of((byte)level), levels.AsSpan(level * size, size));
        }

        for (var y = 0; y < _plan.Height; y++)
        {
            var row = strip.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                levels.AsSpan(row[x] * size, size).CopyTo(_pixels.AsSpan(((x * _plan.Height) + y) * size));
            }
        }

        LoadNoise(NoiseBefore(strip.Width - 1, _plan.Height - 1, strip.Width) + (Side * Side));
    }

    private void LoadNoise(int count)
    {
        var size = _matrix.ValueBytes;
        if (_noise.Length >= count * size)
        {
            return;
        }

        _noise = new byte[2 * count * size];
        var noise = new Noise(_seed);
        for (var at = 0; at < _noise.Length; at += size)
        {
            _matrix.StoreNoise(noise, _noise.AsSpan(at, size));
        }
    }

    /// <summary>How much noise the squares before this one took, row by row: each pixel outside of the strip takes a number of its own.</summary>
    private int NoiseBefore(int x, int y, int width)
    {
        var fullRow = (3 * width) + 4;
        var before = y == 0 ? 0 : fullRow + (6 * (y - 1));
        var isEdge = y == 0 || y == _plan.Height - 1;
        return x == 0 ? before : before + (isEdge ? 5 + (3 * (x - 1)) : 3);
    }

    private void LoadSquares(int column, int width)
    {
        switch (_matrix.ValueBytes)
        {
            case 1:
                LoadSquares<uint>(column, width);
                break;
            case 2:
                LoadSquares<ulong>(column, width);
                break;
            default:
                LoadSquares<UInt128>(column, width);
                break;
        }
    }

    /// <summary>The squares of a column, area by area.</summary>
    /// <typeparam name="TRun">As large as four values.</typeparam>
    private void LoadSquares<TRun>(int column, int width)
        where TRun : unmanaged
    {
        var (poolWidth, poolHeight) = _plan.Pool;
        var squares = _squares.AsSpan();
        for (var top = 0; top < _plan.Height; top += poolHeight)
        {
            for (var x = column * poolWidth; x < (column + 1) * poolWidth; x++)
            {
                for (var y = top; y < top + poolHeight; y++)
                {
                    if (x > 0 && x < width - 1 && y > 0 && y < _plan.Height - 1)
                    {
                        LoadInner<TRun>(x, y, squares);
                    }
                    else
                    {
                        LoadAtEdge(x, y, width, squares);
                    }

                    squares = squares[_matrix.RowBytes..];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LoadInner<TRun>(int x, int y, Span<byte> square)
        where TRun : unmanaged
    {
        var column = _plan.Height * _matrix.ValueBytes;
        var pixels = _pixels.AsSpan(((x - 1) * column) + ((y - 1) * _matrix.ValueBytes));
        var runs = MemoryMarshal.Cast<byte, TRun>(square);
        runs[0] = MemoryMarshal.Read<TRun>(pixels);
        runs[1] = MemoryMarshal.Read<TRun>(pixels[column..]);
        runs[2] = MemoryMarshal.Read<TRun>(pixels[(2 * column)..]);
    }

    private void LoadAtEdge(int x, int y, int width, Span<byte> square)
    {
        var size = _matrix.ValueBytes;
        var noise = NoiseBefore(x, y, width);
        for (var right = x - 1; right <= x + 1; right++)
        {
            for (var down = y - 1; down <= y + 1; down++, square = square[size..])
            {
                var isInside = right >= 0 && right < width && down >= 0 && down < _plan.Height;
                var pixel = isInside ? _pixels.AsSpan(((right * _plan.Height) + down) * size, size) : _noise.AsSpan(noise++ * size, size);
                pixel.CopyTo(square);
            }

            square = square[size..];
        }
    }

    private void KeepStrongest(Span<byte> row)
    {
        var rounded = _matrix.RoundedOutputs;
        var squares = _plan.Pool.Width * _plan.Pool.Height;
        for (var area = 0; area < Areas; area++)
        {
            Strongest(_sums.AsSpan(area * squares * rounded, squares * rounded), _strongest.AsSpan(area * rounded, rounded));
        }

        Bend();
        for (var area = 0; area < Areas; area++)
        {
            _matrix.Store(_strongest.AsSpan(area * rounded, _matrix.Outputs), row[(area * _matrix.Outputs * _matrix.ValueBytes)..]);
        }
    }

    /// <summary>Of each feature among the squares of an area.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strongest(ReadOnlySpan<float> sums, Span<float> strongest)
    {
        var at = 0;
        for (; at + Vector<float>.Count <= strongest.Length; at += Vector<float>.Count)
        {
            var most = new Vector<float>(sums[at..]);
            for (var next = at + strongest.Length; next < sums.Length; next += strongest.Length)
            {
                most = Vector.MaxNative(most, new Vector<float>(sums[next..]));
            }

            most.CopyTo(strongest[at..]);
        }
    }

    /// <summary>Through the curve.</summary>
    private void Bend()
    {
        if (!_withVectors)
        {
            for (var i = 0; i < _strongest.Length; i++)
            {
                _strongest[i] = Curves.Tanh(_strongest[i]);
            }

            return;
        }

        _curves.Locate(_strongest);
        _curves.Fetch(Curves.TanhLines, 0, _strongest.Length);
        for (var at = 0; at < _strongest.Length; at += Vector<float>.Count)
        {
            _curves.Tanh(_strongest, at).CopyTo(_strongest, at);
        }
    }
}
