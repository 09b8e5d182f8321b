using System.Globalization;
using System.Text;
using QRCoder;

namespace Digitize.Web.Screens.SecondFactor;

/// <summary>A QR code as one path of an SVG: a unit square for each dark module.</summary>
/// <param name="Size">Modules on a side, the quiet zone around them included.</param>
public sealed record QrPicture(int Size, string Path)
{
    public static QrPicture Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < data.ModuleMatrix[y].Count; x++)
            {
                if (data.ModuleMatrix[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return new QrPicture(data.ModuleMatrix.Count, path.ToString());
    }
}
