namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// Reads each column from top to bottom with a memory; what the memory shows at the bottom is the column's row of values. Columns know nothing of each other, so
/// many are read side by side, whatever line they are of. For one thread at a time.
/// </summary>
internal sealed class ColumnLayer
{
    /// <summary>Columns side by side: a multiple of the rows that matrices take at once, and few enough for the first cache.</summary>
    private const int SideBySide = 24;

    private readonly Matrix _matrix;
    private readonly int _areas;
    private readonly Gates _gates;
    private readonly int _states;
    private readonly int _inputBytes;
    private readonly byte[] _rows;
    private readonly float[] _sums;
    private readonly float[] _state;
    private readonly float[] _shown;

    /// <param name="matrix">The memory's four gates.</param>
    /// <param name="areas">In a column.</param>
    public ColumnLayer(Matrix matrix, int areas, bool withVectors)
    {
        (_matrix, _areas) = (matrix, areas);
        _states = matrix.Outputs / 4;
        _gates = new Gates(_states, matrix.RoundedOutputs, withVectors);
        _inputBytes = (matrix.Inputs - _states) * matrix.ValueBytes;
        _rows = new byte[SideBySide * matrix.RowBytes];
        _sums = new float[SideBySide * matrix.RoundedOutputs];
        _state = new float[SideBySide * _states];
        _shown = new float[SideBySide * _states];
    }

    public int Values => _states;

    /// <param name="features">For each column the features of its areas, from top to bottom.</param>
    public void Run(Activations features, Activations target)
    {
        target.Resize(features.Columns);
        for (var first = 0; first < features.Columns; first += SideBySide)
        {
            var count = Math.Min(SideBySide, features.Columns - first);
            Array.Clear(_state);
            Array.Clear(_shown);
            StoreShown(count);
            for (var area = 0; area < _areas; area++)
            {
                Step(features, first, count, area);
            }

            for (var row = 0; row < count; row++)
            {
                Shown(row)[..target.RowBytes].CopyTo(target.Row(first + row));
            }
        }
    }

    private void Step(Activations features, int first, int count, int area)
    {
        for (var row = 0; row < count; row++)
        {
            features.Row(first + row).Slice(area * _inputBytes, _inputBytes).CopyTo(_rows.AsSpan(row * _matrix.RowBytes));
        }

        _matrix.Multiply(_rows, _matrix.RowBytes, count, _sums);
        _gates.Step(_sums, count, _state, _shown);
        StoreShown(count);
    }

    private void StoreShown(int count)
    {
        for (var row = 0; row < count; row++)
        {
            _matrix.Store(_shown.AsSpan(row * _states, _states), Shown(row));
        }
    }

    /// <summary>The part of a row where the memory sees what it showed the step before.</summary>
    private Span<byte> Shown(int row) => _rows.AsSpan((row * _matrix.RowBytes) + _inputBytes, _states * _matrix.ValueBytes);
}
