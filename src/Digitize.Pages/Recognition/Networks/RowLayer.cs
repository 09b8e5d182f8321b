namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// Reads lines column by column with a memory, from left to right or from right to left: all lines of a batch in step, so that weights that were fetched once serve
/// all of them. A line that is at its end leaves the batch; the widest come first, so those that go on are always the first ones. For one thread at a time.
/// </summary>
internal sealed class RowLayer
{
    private readonly Matrix _matrix;
    private readonly bool _fromRight;
    private readonly Gates _gates;
    private readonly int _states;
    private readonly int _inputBytes;
    private float[] _shown = [];
    private byte[] _rows = [];
    private float[] _sums = [];
    private float[] _state = [];

    /// <param name="matrix">The memory's four gates.</param>
    public RowLayer(Matrix matrix, bool fromRight, bool withVectors)
    {
        (_matrix, _fromRight) = (matrix, fromRight);
        _states = matrix.Outputs / 4;
        _gates = new Gates(_states, matrix.RoundedOutputs, withVectors);
        _inputBytes = (matrix.Inputs - _states) * matrix.ValueBytes;
    }

    public int Values => _states;

    public void Run(LineBatch batch, Activations source, Activations target)
    {
        target.Resize(source.Columns);
        Start(batch.Count);
        var active = batch.Count;
        for (var step = 0; active > 0; step++)
        {
            while (active > 0 && batch.Width(active - 1) <= step)
            {
                active--;
            }

            Step(batch, step, active, source, target);
        }
    }

    private void Start(int lines)
    {
        if (_state.Length < lines * _states)
        {
            _rows = new byte[lines * _matrix.RowBytes];
            _sums = new float[lines * _matrix.RoundedOutputs];
            _state = new float[lines * _states];
            _shown = new float[lines * _states];
        }

        Array.Clear(_state);
        Array.Clear(_shown);
        for (var line = 0; line < lines; line++)
        {
            _matrix.Store(_shown.AsSpan(0, _states), Shown(line));
        }
    }

    private void Step(LineBatch batch, int step, int active, Activations source, Activations target)
    {
        for (var line = 0; line < active; line++)
        {
            source.Row(Column(batch, line, step)).CopyTo(_rows.AsSpan(line * _matrix.RowBytes));
        }

        _matrix.Multiply(_rows, _matrix.RowBytes, active, _sums);
        _gates.Step(_sums, active, _state, _shown);
        for (var line = 0; line < active; line++)
        {
            _matrix.Store(_shown.AsSpan(line * _states, _states), Shown(line));
            Shown(line).CopyTo(target.Row(Column(batch, line, step)));
        }
    }

    private int Column(LineBatch batch, int line, int step) => batch.Start(line) + (_fromRight ? batch.Width(line) - 1 - step : step);

    /// <summary>The part of a row where the memory sees what it showed the step before.</summary>
    private Span<byte> Shown(int line) => _rows.AsSpan((line * _matrix.RowBytes) + _inputBytes, _states * _matrix.ValueBytes);
}
