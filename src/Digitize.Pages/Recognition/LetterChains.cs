namespace Digitize.Pages.Recognition;

/// <summary>Chains pieces of ink that are alike in height and stand beside each other. All numbers are shares of letter heights, so that small print and headlines are treated alike.</summary>
internal sealed class LetterChains
{
    private readonly List<PixelBox> _letters = [];
    private readonly List<PixelBox> _small = [];
    private readonly List<PixelBox>[] _smallIn;
    private readonly List<PixelBox>[] _downRules;
    private readonly List<int>[] _rows;
    private readonly int[] _chain;
    private readonly int _band;

    /// <summary>Pixels; less is dirt even as a full stop.</summary>
    private const int LeastInk = 4;

    public LetterChains(List<InkBlob> blobs, RulingLines rules, int usualHeight)
    {
        _band = Math.Max(8, usualHeight * 2);
        foreach (var blob in StackedPieces.Merge(blobs, usualHeight))
        {
            var box = blob.Box;
            if (box.Height > 10 * usualHeight || box.Width > 40 * usualHeight)
            {
                continue;
            }

            if (box.Height >= Math.Max(6, 0.55 * usualHeight) && blob.Ink >= 0.06 * box.Area)
            {
                _letters.Add(box);
            }
            else if (blob.Ink >= LeastInk)
            {
                _small.Add(box);
            }
        }

        _letters.Sort((a, b) => a.Left.CompareTo(b.Left));
        var bands = (_letters.Count == 0 ? 0 : _letters.Max(box => box.Bottom) / _band) + 1;
        _rows = new List<int>[bands];
        _downRules = new List<PixelBox>[bands];
        _smallIn = new List<PixelBox>[bands];
        for (var band = 0; band < bands; band++)
        {
            (_rows[band], _downRules[band], _smallIn[band]) = ([], [], []);
        }

        for (var index = 0; index < _letters.Count; index++)
        {
            for (var band = _letters[index].Top / _band; band <= (_letters[index].Bottom - 1) / _band; band++)
            {
                _rows[band].Add(index);
            }
        }

        foreach (var piece in _small)
        {
            _smallIn[Math.Min(bands - 1, piece.Top / _band)].Add(piece);
        }

        foreach (var rule in rules.Down)
        {
            for (var band = rule.Top / _band; band <= Math.Min(bands - 1, (rule.Bottom - 1) / _band); band++)
            {
                _downRules[band].Add(rule);
            }
        }

        _chain = [.. Enumerable.Range(0, _letters.Count)];
    }

    public List<List<PixelBox>> Find()
    {
        for (var index = 0; index < _letters.Count; index++)
        {
            LinkToTheRight(index);
        }

        var chains = new Dictionary<int, List<PixelBox>>();
        for (var index = 0; index < _letters.Count; index++)
        {
            var root = Root(index);
            if (!chains.TryGetValue(root, out var chain))
            {
                chains[root] = chain = [];
            }

            chain.Add(_letters[index]);
        }

        List<List<PixelBox>> found = [.. chains.Values];
        AddSmallPieces(found);
        return found;
    }

    private void LinkToTheRight(int index)
    {
        var letter = _letters[index];
        for (var band = letter.Top / _band; band <= (letter.Bottom - 1) / _band; band++)
        {
            var row = _rows[band];
            var at = row.BinarySearch(index);
            for (var i = at + 1; i < row.Count; i++)
            {
                var other = _letters[row[i]];
                if (other.Left - letter.Right > 1.3 * 1.4 * Math.Max(letter.Height, other.Height) && other.Left - letter.Right > 6 * _band)
                {
                    break;
                }

                if (AreNeighbors(letter, other) && !IsRuleBetween(letter, other))
                {
                    _chain[Root(row[i])] = Root(index);
                }
            }
        }
    }

    private bool AreNeighbors(PixelBox left, PixelBox right)
    {
        var (low, high) = left.Height < right.Height ? (left.Height, right.Height) : (right.Height, left.Height);
        var overlap = Math.Min(left.Bottom, right.Bottom) - Math.Max(left.Top, right.Top);
        var apart = right.Left - left.Right;
        return overlap >= 0.5 * low && high <= 2.3 * low && (apart <= 1.3 * high || (apart <= 2.4 * high && IsMarkBetween(left, right, 1.0 * high)));
    }

    /// <summary>A typewriter gives a full stop or a hyphen as much room as a letter: 02.12.2025 is one word all the same.</summary>
    private bool IsMarkBetween(PixelBox left, PixelBox right, double widest)
    {
        var (top, bottom) = (Math.Min(left.Top, right.Top), Math.Max(left.Bottom, right.Bottom));
        for (var band = Math.Max(0, (top / _band) - 1); band <= Math.Min(_smallIn.Length - 1, bottom / _band); band++)
        {
            foreach (var mark in _smallIn[band])
            {
                if (mark.Left > left.Right && mark.Right < right.Left && mark.Left - left.Right <= widest && right.Left - mark.Right <= widest
                    && mark.Bottom > top && mark.Top < bottom + (0.2 * widest))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsRuleBetween(PixelBox left, PixelBox right)
    {
        var middle = (Math.Max(left.Top, right.Top) + Math.Min(left.Bottom, right.Bottom)) / 2;
        foreach (var rule in _downRules[Math.Min(_downRules.Length - 1, middle / _band)])
        {
            if (rule.Left >= left.Right - 2 && rule.Right <= right.Left + 2 && rule.Top <= middle && rule.Bottom > middle)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Dots, commas, accents and dashes belong to the chain they stand in or next to.</summary>
    private void AddSmallPieces(List<List<PixelBox>> chains)
    {
        var frames = chains.Select(chain => chain.Aggregate((a, b) => a.Union(b))).ToArray();
        var counts = chains.Select(chain => chain.Count).ToArray();
        foreach (var piece in _small)
        {
            var best = -1;
            var bestDistance = double.MaxValue;
            var middle = (piece.Top + piece.Bottom) / 2;
            for (var i = 0; i < frames.Length; i++)
            {
                var frame = frames[i];
                var reach = frame.Height * 0.3;
                var aside = Math.Max(0, Math.Max(frame.Left - piece.Right, piece.Left - frame.Right));
                var off = Math.Max(0, Math.Max(frame.Top - middle, middle - frame.Bottom));
                if (aside <= frame.Height * 0.8 && off <= reach && aside + (2 * off) < bestDistance)
                {
                    (best, bestDistance) = (i, aside + (2 * off));
                }
            }

            if (best >= 0 && piece.Width <= 3 * frames[best].Height)
            {
                chains[best].Add(piece);
            }
        }
    }

    private int Root(int index)
    {
        while (_chain[index] != index)
        {
            index = _chain[index] = _chain[_chain[index]];
        }

        return index;
    }
}
