namespace Digitize.Pages.Pdf;

/// <summary>Widths of the letters of a CIDFont: ISO 32000-1, 9.7.4.3.</summary>
internal sealed class CidWidths
{
    private readonly Dictionary<int, double> _single = [];
    private readonly List<(int First, int Last, double Width)> _runs = [];
    private readonly double _usual;

    private CidWidths(double usual) => _usual = usual;

    public static CidWidths Read(PdfObject font)
    {
        var widths = new CidWidths(font["/DW"].Value ?? 1000);
        var entries = font["/W"].Items().ToArray();
        for (var i = 0; i + 1 < entries.Length;)
        {
            var first = (int)(entries[i].Integer ?? 0);
            if (entries[i + 1].IsArray)
            {
                foreach (var width in entries[i + 1].Items())
                {
                    widths._single[first++] = width.Value ?? 0;
                }

                i += 2;
            }
            else if (i + 2 < entries.Length)
            {
                widths._runs.Add((first, (int)(entries[i + 1].Integer ?? 0), entries[i + 2].Value ?? 0));
                i += 3;
            }
            else
            {
                break;
            }
        }

        return widths;
    }

    public double Of(int code)
    {
        if (_single.TryGetValue(code, out var width))
        {
            return width;
        }

        var run = _runs.FindIndex(run => code >= run.First && code <= run.Last);
        return run >= 0 ? _runs[run].Width : _usual;
    }
}
