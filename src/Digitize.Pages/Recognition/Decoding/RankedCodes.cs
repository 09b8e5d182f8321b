using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Decoding;

/// <summary>The codes of a column that a way may go on with at a place in the book, rank by rank and in the book's order, as scores that are alike make the order count.</summary>
internal sealed class RankedCodes
{
    private readonly CodeBook _book;
    private readonly ColumnCertainties _column;

    /// <summary>Nearly all ways stand at the root, so what may follow there is found once for a column.</summary>
    private readonly List<int>[] _endingAtRoot = [[], []];
    private readonly List<int>[] _leadingAtRoot = [[], []];
    private readonly List<int> _elsewhere = [];
    private readonly int[] _endingOrder;
    private readonly int[] _leadingOrder;

    public RankedCodes(CodeBook book, ColumnCertainties column)
    {
        (_book, _column) = (book, column);
        _endingOrder = OrderOf(book.EndingCodes(CodeBook.Root));
        _leadingOrder = OrderOf(book.LeadingCodes(CodeBook.Root));
    }

    /// <summary>To be called when the column has changed.</summary>
    public void Load()
    {
        for (var rank = Rank.Best; rank <= Rank.Good; rank++)
        {
            Load(_endingAtRoot[(int)rank], _endingOrder, rank);
            Load(_leadingAtRoot[(int)rank], _leadingOrder, rank);
        }
    }

    /// <summary>Codes that end a character.</summary>
    public List<int> Ending(int place, Rank rank) =>
        place == CodeBook.Root && rank != Rank.Other ? _endingAtRoot[(int)rank] : Filter(_book.EndingCodes(place), rank);

    /// <summary>Codes that lead on within a character.</summary>
    public List<int> Leading(int place, Rank rank) =>
        place == CodeBook.Root && rank != Rank.Other ? _leadingAtRoot[(int)rank] : Filter(_book.LeadingCodes(place), rank);

    private int[] OrderOf(IReadOnlyList<int> codes)
    {
        var order = new int[_book.CodeCount];
        Array.Fill(order, BeamNode.None);
        for (var place = 0; place < codes.Count; place++)
        {
            order[codes[place]] = place;
        }

        return order;
    }

    private void Load(List<int> codes, int[] order, Rank rank)
    {
        codes.Clear();
        foreach (var code in _column.RankedCodes)
        {
            if (_column.RankOf(code) == rank && code < order.Length && order[code] != BeamNode.None)
            {
                Insert(codes, code, order);
            }
        }
    }

    private static void Insert(List<int> codes, int code, int[] order)
    {
        codes.Add(code);
        var at = codes.Count - 1;
        for (; at > 0 && order[codes[at - 1]] > order[code]; at--)
        {
            codes[at] = codes[at - 1];
        }

        codes[at] = code;
    }

    private List<int> Filter(IReadOnlyList<int> codes, Rank rank)
    {
        _elsewhere.Clear();
        for (var i = 0; i < codes.Count; i++)
        {
            if (_column.RankOf(codes[i]) == rank)
            {
                _elsewhere.Add(codes[i]);
            }
        }

        return _elsewhere;
    }
}
