using System.Globalization;
using System.Text;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// A PDF of one page that is one bitonal picture, a point for each pixel: poppler draws it pixel for pixel and sees nothing else of the document.
/// For JBIG2 and for the faxes that libtiff does not take.
/// </summary>
internal static class PictureSheet
{
    internal static byte[] Make(EmbeddedScan scan)
    {
        var (facts, codec) = (scan.Facts, scan.Codec!);
        var size = string.Create(CultureInfo.InvariantCulture, $"{facts.Width} {facts.Height}");
        using var sheet = new Sheet();
        sheet.Add("<</Type/Catalog/Pages 2 0 R>>", null);
        sheet.Add("<</Type/Pages/Count 1/Kids[3 0 R]>>", null);
        sheet.Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>", null);

        // Poppler's rasterizer fills every pixel that a picture touches: drawn to its exact edges it would touch, and be stretched over, one more row and column.
        var place = string.Create(CultureInfo.InvariantCulture, $"{facts.Width - 0.5} 0 0 {facts.Height - 0.5} 0.25 0.25 cm /P Do");
        sheet.Add("<<", Encoding.ASCII.GetBytes(place));
        var decode = facts.IsInverted ? "/Decode[1 0]" : "";
        sheet.Add(
            string.Create(CultureInfo.InvariantCulture, $"<</Type/XObject/Subtype/Image/Width {facts.Width}/Height {facts.Height}/BitsPerComponent 1/ColorSpace/DeviceGray{decode}/Filter/{codec.Name}/DecodeParms{Parameters(codec, facts)}"),
            scan.Data);
        if (codec.Globals is { } globals)
        {
            sheet.Add("<<", globals);
        }

        return sheet.End();
    }

    private static string Parameters(PdfFilter codec, ImageFacts facts) => codec.Name == "JBIG2Decode"
        ? codec.Globals is null ? "<<>>" : "<</JBIG2Globals 6 0 R>>"
        : string.Create(CultureInfo.InvariantCulture, $"<</K {codec.K}/Columns {(codec.HasColumns ? codec.Columns : 1728)}/Rows {facts.Height}/BlackIs1 {Word(codec.BlackIs1)}/EncodedByteAlign {Word(codec.ByteAligned)}/EndOfLine {Word(codec.HasEndOfLine)}>>");

    private static string Word(bool value) => value ? "true" : "false";

    /// <summary>Objects numbered as they are added, and the table that says where they are.</summary>
    private sealed class Sheet : IDisposable
    {
        private readonly MemoryStream _file = new();
        private readonly List<long> _places = [];

        public Sheet() => Write("%PDF-1.7\n");

        /// <summary>A dictionary, whole or (for a stream) still open.</summary>
        public void Add(string dictionary, byte[]? stream)
        {
            _places.Add(_file.Length);
            Write($"{_places.Count} 0 obj\n{dictionary}");
            if (stream is not null)
            {
                Write($"/Length {stream.Length}>>\nstream\n");
                _file.Write(stream);
                Write("\nendstream");
            }

            Write("\nendobj\n");
        }

        public byte[] End()
        {
            var table = _file.Length;
            Write($"xref\n0 {_places.Count + 1}\n0000000000 65535 f \n");
            _places.ForEach(place => Write(place.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n"));
            Write($"trailer\n<</Size {_places.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
            return _file.ToArray();
        }

        public void Dispose() => _file.Dispose();

        private void Write(string text) => _file.Write(Encoding.ASCII.GetBytes(text));
    }
}
