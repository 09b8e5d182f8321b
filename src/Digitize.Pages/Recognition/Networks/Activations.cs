namespace Digitize.Pages.Recognition.Networks;

/// <summary>What a layer gives to the next: for each column a row of values, in the form that the network's matrices keep them in. Memory is used again from batch to batch.</summary>
internal sealed class Activations(int values, int valueBytes)
{
    /// <summary>Rows begin at a multiple of this, so that a matrix may read a few bytes more than there are values.</summary>
    private const int Alignment = 16;

    private byte[] _bytes = [];

    /// <summary>From one row to the next.</summary>
    public int Stride { get; } = ((values * valueBytes) + Alignment - 1) / Alignment * Alignment;

    public int Columns { get; private set; }

    public int RowBytes => values * valueBytes;

    /// <summary>Makes room; what was there is lost.</summary>
    public void Resize(int columns)
    {
        Columns = columns;
        if (_bytes.Length < columns * Stride)
        {
            _bytes = new byte[columns * Stride];
        }
    }

    public Span<byte> Row(int column) => _bytes.AsSpan(column * Stride, RowBytes);

    /// <summary>Several rows, each <see cref="Stride"/> bytes behind the one before.</summary>
    public ReadOnlySpan<byte> Rows(int column, int count) => _bytes.AsSpan(column * Stride, count * Stride);
}
