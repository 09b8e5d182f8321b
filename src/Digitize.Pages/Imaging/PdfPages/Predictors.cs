namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>Rows stored as differences to their neighbors: 2 is TIFF's way, 10 to 15 PNG's. ISO 32000-1 section 7.4.4.4.</summary>
internal sealed class Predictors
{
    private readonly PdfFilter _filter;
    private readonly int _pixelBytes;
    private readonly byte[] _above;

    internal Predictors(PdfFilter filter)
    {
        if (filter.Colors is < 1 or > 32 || filter.Bits is not (1 or 2 or 4 or 8 or 16) || filter.Columns is < 1 or > 1_000_000)
        {
            throw new UnreadableException(FailureCode.Damaged, "A stream of the PDF has impossible parameters.");
        }

        _filter = filter;
        _pixelBytes = Math.Max(1, filter.Colors * filter.Bits / 8);
        RowBytes = ((filter.Columns * filter.Colors * filter.Bits) + 7) / 8;
        _above = new byte[RowBytes];
    }

    /// <summary>Of a row without its differences.</summary>
    internal int RowBytes { get; }

    /// <summary>Of a row as stored: PNG's begin with the number of their way.</summary>
    internal int StoredBytes => RowBytes + (IsPng ? 1 : 0);

    private bool IsPng => _filter.Predictor >= 10;

    /// <summary>Whole data at once; a last row that is cut off is filled up with zeros.</summary>
    internal static byte[] Undo(byte[] data, PdfFilter filter)
    {
        var predictor = new Predictors(filter);
        var rows = (data.Length + predictor.StoredBytes - 1) / predictor.StoredBytes;
        var result = new byte[(long)rows * predictor.RowBytes];
        var stored = new byte[predictor.StoredBytes];
        for (var row = 0; row < rows; row++)
        {
            var rest = data.AsSpan(row * predictor.StoredBytes);
            Array.Clear(stored);
            rest[..Math.Min(rest.Length, stored.Length)].CopyTo(stored);
            predictor.Row(stored).CopyTo(result.AsSpan(row * predictor.RowBytes));
        }

        return result;
    }

    /// <summary>The samples of the next row, good until the next call.</summary>
    internal ReadOnlySpan<byte> Row(Span<byte> stored)
    {
        var row = IsPng ? stored[1..] : stored;
        if (!IsPng)
        {
            UndoTiff(row);
            return row;
        }

        UndoPng(stored[0], row);
        row.CopyTo(_above);
        return _above;
    }

    /// <summary>Only whole samples of 8 bits, as every writer has them, are differences; others are taken as they are.</summary>
    private void UndoTiff(Span<byte> row)
    {
        if (_filter.Bits == 8)
        {
            for (var i = _pixelBytes; i < row.Length; i++)
            {
                row[i] += row[i - _pixelBytes];
            }
        }
    }

    private void UndoPng(byte way, Span<byte> row)
    {
        switch (way)
        {
            case 1:
                for (var i = _pixelBytes; i < row.Length; i++)
                {
                    row[i] += row[i - _pixelBytes];
                }

                break;
            case 2:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += _above[i];
                }

                break;
            case 3:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i < _pixelBytes ? 0 : row[i - _pixelBytes]) + _above[i]) / 2);
                }

                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += i < _pixelBytes ? _above[i] : Paeth(row[i - _pixelBytes], _above[i], _above[i - _pixelBytes]);
                }

                break;
        }
    }

    private static byte Paeth(byte left, byte above, byte corner)
    {
        var guess = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
