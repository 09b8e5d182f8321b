namespace Digitize.Pages.Imaging;

/// <summary>Which letters are near which, by a grid of cells.</summary>
internal sealed class LetterNeighbours
{
    /// <summary>More letters would not change the answer.</summary>
    private const int MostLetters = 1500;

    private readonly List<Blob> _letters;
    private readonly double _cell;
    private readonly Dictionary<(int, int), List<int>> _cells = [];

    public LetterNeighbours(List<Blob> letters, double cell)
    {
        (_letters, _cell) = (letters, cell);
        for (var i = 0; i < letters.Count; i++)
        {
            var key = Key(letters[i].Box);
            if (!_cells.TryGetValue(key, out var there))
            {
                _cells[key] = there = [];
            }

            there.Add(i);
        }
    }

    /// <summary>The others in the same cell and those around it.</summary>
    public IEnumerable<int> Near(int letter)
    {
        var (column, row) = Key(_letters[letter].Box);
        for (var i = 0; i < 9; i++)
        {
            if (_cells.TryGetValue((column + (i % 3) - 1, row + (i / 3) - 1), out var there))
            {
                foreach (var other in there)
                {
                    if (other != letter)
                    {
                        yield return other;
                    }
                }
            }
        }
    }

    /// <summary>How many letters have their nearest neighbour beside them and how many below or above: letters of a line stand closer than lines.</summary>
    public static (int Beside, int Below) Count(List<Blob> letters, double xHeight)
    {
        var grid = new LetterNeighbours(letters, 3 * xHeight);
        var (beside, below) = (0, 0);
        for (var i = 0; i < letters.Count; i += 1 + (letters.Count / MostLetters))
        {
            var box = letters[i].Box;
            var (across, down) = (int.MaxValue, int.MaxValue);
            foreach (var other in grid.Near(i))
            {
                var near = letters[other].Box;
                var sharedRows = Math.Min(box.Bottom, near.Bottom) - Math.Max(box.Top, near.Top);
                var sharedColumns = Math.Min(box.Right, near.Right) - Math.Max(box.Left, near.Left);
                if (2 * sharedRows > Math.Min(box.Height, near.Height))
                {
                    across = Math.Min(across, Math.Max(0, -sharedColumns));
                }
                else if (2 * sharedColumns > Math.Min(box.Width, near.Width))
                {
                    down = Math.Min(down, Math.Max(0, -sharedRows));
                }
            }

            beside += across < down ? 1 : 0;
            below += down < across ? 1 : 0;
        }

        return (beside, below);
    }

    private (int Column, int Row) Key(PixelBox box) => ((int)((box.Left + box.Right) / 2 / _cell), (int)((box.Top + box.Bottom) / 2 / _cell));
}
