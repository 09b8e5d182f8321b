namespace Digitize.Pages.Imaging;

/// <summary>
/// Finds how crooked a page is, from the feet and heads of its letters: turned by the right angle, they fall into few rows. Pictures, rules and tables have
/// no say, because only blobs of a letter's size count; scattered ones, such as handwriting, agree on no angle.
/// </summary>
internal static class Deskew
{
    /// <summary>A paper fed more crookedly than this has jammed.</summary>
    public const double MostDegrees = 16;

    /// <summary>Straighter than this nobody sees, and resampling would cost sharpness.</summary>
    public const double LeastDegrees = 0.15;

    private const double CoarseStep = 0.25;
    private const double FineStep = 0.02;

    /// <summary>The best angle gathers the letters at least so much better than the median angle. Text in lines reaches 1.5 to 6, scattered blobs 1.2.</summary>
    private const double LeastGain = 1.35;

    /// <summary>Degrees by which the page must be turned clockwise; 0 when it is straight enough or when the letters do not agree.</summary>
    public static double Find(PageSurvey survey)
    {
        var (slope, gain) = survey.Steepness;
        return gain >= LeastGain && Math.Abs(slope) is >= LeastDegrees and < MostDegrees - 0.5 ? -slope : 0;
    }

    /// <summary>Feet and heads of letters, and how well they fall into rows at an angle.</summary>
    internal sealed class TextRows
    {
        private readonly List<(float X, float Y)> _points;
        private readonly double _xHeight;
        private readonly double _extent;
        private readonly int[] _bins;

        private TextRows(List<(float X, float Y)> points, double xHeight)
        {
            _points = points;
            _xHeight = xHeight;
            foreach (var (x, y) in points)
            {
                _extent = Math.Max(_extent, Math.Abs(x) + Math.Abs(y));
            }

            _bins = new int[(int)(2 * _extent) + 8];
        }

        public int Count => _points.Count / 2;

        /// <summary>Of the blobs as they are, or (not upright) as if the page were turned by a quarter, so that lines that ran down run across.</summary>
        public static TextRows Of(IReadOnlyList<Blob> blobs, TextSize text, bool upright)
        {
            var points = new List<(float X, float Y)>();
            foreach (var blob in blobs)
            {
                if (!text.IsLetter(blob) || Math.Max(blob.Width, blob.Height) > 4 * text.XHeight)
                {
                    continue;
                }

                var box = blob.Box;
                var middle = upright ? (box.Left + box.Right) / 2f : (box.Top + box.Bottom) / 2f;
                points.Add((middle, upright ? box.Top : box.Left));
                points.Add((middle, upright ? box.Bottom : box.Right));
            }

            return new TextRows(points, text.XHeight);
        }

        /// <summary>By how many degrees the rows fall to the right, and how much better that angle is than the median of all.</summary>
        public (double Degrees, double Gain) Steepness()
        {
            if (_points.Count == 0)
            {
                return (0, 0);
            }

            var coarseBin = Math.Max(1.5, _xHeight / 4);
            var steps = (int)(MostDegrees / CoarseStep);
            var scores = new double[(2 * steps) + 1];
            var best = 0;
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = Score((i - steps) * CoarseStep, coarseBin);
                best = scores[i] > scores[best] ? i : best;
            }

            var sorted = (double[])scores.Clone();
            Array.Sort(sorted);
            return (Refine((best - steps) * CoarseStep), scores[best] / sorted[sorted.Length / 2]);
        }

        private double Refine(double near)
        {
            var bin = Math.Max(1, _xHeight / 10);
            var steps = (int)(1.5 * CoarseStep / FineStep);
            var scores = new double[(2 * steps) + 1];
            var best = 0;
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = Score(near + ((i - steps) * FineStep), bin);
                best = scores[i] > scores[best] ? i : best;
            }

            // The middle of all angles that are nearly as good: a short line fits a range of angles equally well.
            var (sum, weights) = (0.0, 0.0);
            var floor = 0.9 * scores[best];
            for (var i = 0; i < scores.Length; i++)
            {
                var weight = Math.Max(0, scores[i] - floor);
                sum += weight * i;
                weights += weight;
            }

            return near + (((sum / weights) - steps) * FineStep);
        }

        /// <summary>Sum of the squares of how many points fall into each row.</summary>
        private double Score(double degrees, double bin)
        {
            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            var (alongX, alongY) = ((float)(-sin / bin), (float)(cos / bin));
            var offset = (float)(_extent / bin) + 2;
            var bins = _bins.AsSpan(0, (int)(2 * _extent / bin) + 6);
            bins.Clear();
            foreach (var (x, y) in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_points))
            {
                bins[(int)((x * alongX) + (y * alongY) + offset)]++;
            }

            var score = 0.0;
            for (var i = 1; i < bins.Length; i++)
            {
                // Two neighbours together, so that a row on the border of two bins counts like one within.
                double both = bins[i - 1] + bins[i];
                score += both * both;
            }

            return score;
        }
    }
}
