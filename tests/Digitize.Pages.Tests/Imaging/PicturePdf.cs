using System.Buffers;
using System.Globalization;
using System.Text;
using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

/// <summary>The smallest PDF that shows an encoded picture, so that other people's viewers can say what they see in it.</summary>
internal static class PicturePdf
{
    public static byte[] Of(EncodedPicture picture)
    {
        var pdf = new PdfObjects();
        var width = picture.Dpi.ToPoints(picture.Width);
        var height = picture.Dpi.ToPoints(picture.Height);
        var matrix = Matrix(picture.Placement, width, height);
        var content = new StringBuilder();
        var names = new StringBuilder();
        foreach (var layer in picture.Layers)
        {
            int number;
            if (layer.Color is { } color)
            {
                var mask = layer.Mask is { } stencil ? $"/Mask {pdf.Add(StencilDictionary(stencil), stencil.Data)} 0 R" : "";
                number = pdf.Add(ColorDictionary(color) + mask, color.Data);
            }
            else
            {
                number = pdf.Add(StencilDictionary(layer.Mask!), layer.Mask!.Data);
                content.Append(CultureInfo.InvariantCulture, $"{layer.Ink.R / 255.0:0.####} {layer.Ink.G / 255.0:0.####} {layer.Ink.B / 255.0:0.####} rg\n");
            }

            names.Append(CultureInfo.InvariantCulture, $"/P{number} {number} 0 R ");
            content.Append(CultureInfo.InvariantCulture, $"q {matrix} cm /P{number} Do Q\n");
        }

        var page = pdf.Add("", Encoding.ASCII.GetBytes(content.ToString()));
        return pdf.Finish(string.Create(CultureInfo.InvariantCulture, $"/MediaBox [0 0 {width:0.######} {height:0.######}] /Contents {page} 0 R /Resources << /XObject << {names}>> >>"));
    }

    private static string Matrix(Placement placement, double width, double height)
    {
        if (placement != Placement.Straight)
        {
            throw new NotSupportedException("This test PDF lays pictures straight only.");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{width:0.######} 0 0 {height:0.######} 0 0");
    }

    /// <summary>In JBIG2 and JPEG, 1 is black; decoded, PDF's filters turn it into 0. A stencil paints where the sample is 0 unless /Decode says otherwise.</summary>
    private static string StencilDictionary(PictureStream mask) =>
        $"/Type /XObject /Subtype /Image /ImageMask true /Width {mask.Width} /Height {mask.Height} /BitsPerComponent 1 {Filter(mask)} ";

    private static string ColorDictionary(PictureStream picture)
    {
        var space = picture.Color switch
        {
            PictureColor.Rgb => "/DeviceRGB",
            PictureColor.Cmyk => "/DeviceCMYK",
            PictureColor.Palette => $"[/Indexed /DeviceRGB {(picture.Palette!.Length / 3) - 1} <{Convert.ToHexString(picture.Palette)}>]",
            _ => "/DeviceGray",
        };
        return $"/Type /XObject /Subtype /Image /ColorSpace {space} /Width {picture.Width} /Height {picture.Height} /BitsPerComponent {picture.BitsPerComponent} {Filter(picture)} ";
    }

    private static string Filter(PictureStream picture) => picture.Coding switch
    {
        PictureCoding.Jpeg => "/Filter /DCTDecode",
        PictureCoding.Jpeg2000 => "/Filter /JPXDecode",
        PictureCoding.Jbig2 => "/Filter /JBIG2Decode",
        PictureCoding.Ccitt => $"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns {picture.Width} /Rows {picture.Height} >>",
        _ => $"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns {picture.Width} /Colors {(picture.Color == PictureColor.Rgb ? 3 : 1)} /BitsPerComponent {picture.BitsPerComponent} >>",
    };

    private sealed class PdfObjects
    {
        private readonly ArrayBufferWriter<byte> _out = new();
        private readonly List<int> _places = [];

        public PdfObjects() => Write("%PDF-1.7\n");

        public int Add(string dictionary, byte[] data)
        {
            Begin();
            Write($"<< {dictionary}/Length {data.Length} >>\nstream\n");
            _out.Write(data);
            Write("\nendstream\nendobj\n");
            return _places.Count;
        }

        public byte[] Finish(string page)
        {
            Begin();
            var number = _places.Count;
            Write($"<< /Type /Page /Parent {number + 1} 0 R {page} >>\nendobj\n");
            Begin();
            Write($"<< /Type /Pages /Count 1 /Kids [{number} 0 R] >>\nendobj\n");
            Begin();
            Write($"<< /Type /Catalog /Pages {number + 1} 0 R >>\nendobj\n");
            var start = _out.WrittenCount;
            Write($"xref\n0 {_places.Count + 1}\n0000000000 65535 f \n");
            foreach (var place in _places)
            {
                Write(place.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n");
            }

            Write($"trailer\n<< /Size {_places.Count + 1} /Root {_places.Count} 0 R >>\nstartxref\n{start}\n%%EOF\n");
            return _out.WrittenSpan.ToArray();
        }

        private void Begin()
        {
            _places.Add(_out.WrittenCount);
            Write($"{_places.Count} 0 obj\n");
        }

        private void Write(string text) => _out.Write(Encoding.Latin1.GetBytes(text));
    }
}
