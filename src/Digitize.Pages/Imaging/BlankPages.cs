namespace Digitize.Pages.Imaging;

/// <summary>
/// Tells an empty page from one that somebody wrote on. Every blob of ink is looked at by itself: dust, punch holes, staples, hairs and what shines through
/// do not count, however many; one short line, a page number or a signature does.
/// </summary>
public static class BlankPages
{
    /// <summary>Judges the picture for reading: evened, straight, without rims and without what could be told to shine through.</summary>
    public static Blankness Judge(CleanedPage page)
    {
        var survey = page.SurveyForReading ?? PageSurvey.Of(page.ForReading);
        var scale = PaperScale.Of(page.ForReading, survey.Reduction);
        var weakest = (byte)(255 - Math.Max(LeastDarkness, 6 * BleedThrough.Grain(survey.Gray)));
        var blobs = Blobs.Find(InkMap.Darker(survey.Gray, weakest), survey.Gray);
        var tally = new Tally(blobs, scale, survey.Gray.Width, survey.Gray.Height);
        return Decide(tally, page.Done, (double)survey.Gray.Width * survey.Gray.Height);
    }

    /// <summary>Grey levels from the paper; pencil is twice as dark, the texture of paper half.</summary>
    private const int LeastDarkness = 28;

    private static Blankness Decide(Tally tally, CleaningReport done, double area)
    {
        var share = tally.MarkArea / area;
        if (tally.Lines > 0)
        {
            return new Blankness(false, share, tally.Lines == 1 ? "a line of writing" : $"{tally.Lines} lines of ink");
        }

        if (tally.Marks > 0)
        {
            return new Blankness(false, share, tally.Marks == 1 ? "a single mark" : $"{tally.Marks} marks");
        }

        var reason = (done.BleedThroughSuppressed || tally.Pale > 0, tally.Holes > 0, tally.Hairs > 0, tally.Dust > 0) switch
        {
            (true, _, _, _) => "only bleed-through of the other side",
            (_, true, _, _) => "only punch holes",
            (_, _, true, _) => "only a hair or a rule",
            (_, _, _, true) => "only dust",
            _ => "no ink",
        };
        return new Blankness(true, share, reason);
    }

    /// <summary>Pixels of the survey to a millimetre of paper.</summary>
    private readonly record struct PaperScale(double PixelsPerMillimetre)
    {
        public static PaperScale Of(PageImage picture, int reduction)
        {
            // A file may lie about its resolution; letters are between a slip (100 mm) and A3 (420 mm) long.
            var longer = Math.Max(picture.Width, picture.Height);
            var millimetres = Math.Clamp(longer / picture.Dpi.Value * 25.4, 100, 420);
            return new PaperScale(longer / millimetres / reduction);
        }

        public double Pixels(double millimetres) => millimetres * PixelsPerMillimetre;
    }

    /// <summary>What the blobs of a page are.</summary>
    private sealed class Tally
    {
        private readonly PaperScale _scale;
        private readonly int _width;
        private readonly int _height;

        public Tally(IReadOnlyList<Blob> blobs, PaperScale scale, int width, int height)
        {
            (_scale, _width, _height) = (scale, width, height);
            var marks = new List<Blob>();
            var small = new List<Blob>();
            foreach (var blob in blobs)
            {
                Sort(blob, marks, small);
            }

            // A row of small marks is small print, not dust.
            var rows = Rows(small.Concat(marks).ToList());
            Lines = rows.Count(row => row.Count >= 3);
            Marks = marks.Count;
            Dust += small.Count;
            MarkArea = marks.Sum(blob => (long)blob.Area) + (Lines > 0 ? small.Sum(blob => (long)blob.Area) : 0);
        }

        public int Lines { get; }

        public int Marks { get; }

        public int Dust { get; private set; }

        public int Holes { get; private set; }

        public int Hairs { get; private set; }

        public int Pale { get; private set; }

        public long MarkArea { get; }

        private void Sort(Blob blob, List<Blob> marks, List<Blob> small)
        {
            var size = Math.Max(blob.Width, blob.Height);
            if (size < _scale.Pixels(0.7) || blob.Area < 4 || IsAtEdge(blob.Box))
            {
                Dust++;
            }
            else if (IsPaleAndBlurred(blob))
            {
                Pale++;
            }
            else if (IsHole(blob))
            {
                Holes++;
            }
            else if (IsHair(blob) || IsStaple(blob))
            {
                Hairs++;
            }
            else if (size < _scale.Pixels(1.7))
            {
                small.Add(blob);
            }
            else
            {
                marks.Add(blob);
            }
        }

        /// <summary>The outer three millimetres: nobody prints there, and scanners leave shadows.</summary>
        private bool IsAtEdge(PixelBox box)
        {
            var rim = _scale.Pixels(3);
            return box.Right < rim || box.Bottom < rim || box.Left > _width - rim || box.Top > _height - rim
                || ((box.Left <= 1 || box.Top <= 1 || box.Right >= _width - 1 || box.Bottom >= _height - 1) && Math.Min(box.Width, box.Height) < 2 * rim);
        }

        /// <summary>Sharp edges rise by nearly the whole contrast within two pixels of the survey.</summary>
        private static bool IsPaleAndBlurred(Blob blob)
        {
            var darkness = 255 - blob.Darkest;
            return darkness < 0.34 * 255 && blob.Steepest < 0.62 * darkness;
        }

        /// <summary>Round, 4 to 8 mm, near an edge; dark all over, or a ring where the lid behind it is white.</summary>
        private bool IsHole(Blob blob)
        {
            var (shorter, longer) = (Math.Min(blob.Width, blob.Height), Math.Max(blob.Width, blob.Height));
            var isRound = longer >= _scale.Pixels(3.5) && longer <= _scale.Pixels(8.5) && shorter >= 0.8 * longer;
            var share = blob.Area / (double)blob.Box.Area;
            return isRound && share is > 0.68 and < 0.9 && IsNearEdge(blob.Box, 25);
        }

        /// <summary>Thinner than a pen's stroke, and long; also a ruled line by itself.</summary>
        private bool IsHair(Blob blob)
        {
            var longer = Math.Max(blob.Width, blob.Height);
            return longer >= _scale.Pixels(6) && blob.Area <= 1.7 * longer && Math.Min(blob.Width, blob.Height) < longer / 2;
        }

        private bool IsStaple(Blob blob)
        {
            var (shorter, longer) = (Math.Min(blob.Width, blob.Height), Math.Max(blob.Width, blob.Height));
            var isInCorner = IsNearEdge(blob.Box, 30, sideways: true) && IsNearEdge(blob.Box, 30, sideways: false);
            return isInCorner && longer >= _scale.Pixels(6) && longer <= _scale.Pixels(15) && shorter <= _scale.Pixels(1.6);
        }

        private bool IsNearEdge(PixelBox box, double millimetres) =>
            IsNearEdge(box, millimetres, sideways: true) || IsNearEdge(box, millimetres, sideways: false);

        private bool IsNearEdge(PixelBox box, double millimetres, bool sideways)
        {
            var reach = _scale.Pixels(millimetres);
            return sideways ? box.Right < reach || box.Left > _width - reach : box.Bottom < reach || box.Top > _height - reach;
        }

        /// <summary>Marks side by side: no further apart than 4 mm, on the same height.</summary>
        private List<List<Blob>> Rows(List<Blob> marks)
        {
            marks.Sort((a, b) => a.Box.Left.CompareTo(b.Box.Left));
            var rows = new List<List<Blob>>();
            foreach (var mark in marks)
            {
                var row = rows.Find(row => Continues(row[^1].Box, mark.Box));
                if (row is null)
                {
                    rows.Add([mark]);
                }
                else
                {
                    row.Add(mark);
                }
            }

            return rows;
        }

        private bool Continues(PixelBox last, PixelBox next)
        {
            var shared = Math.Min(last.Bottom, next.Bottom) - Math.Max(last.Top, next.Top);
            return next.Left - last.Right < _scale.Pixels(4) && 2 * shared > Math.Min(last.Height, next.Height);
        }
    }
}
