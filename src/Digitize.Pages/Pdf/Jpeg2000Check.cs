using System.Buffers.Binary;
using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>JPEG 2000 pictures: clause 6.2.8.3, read from the boxes before the picture itself.</summary>
internal static class Jpeg2000Check
{
    /// <param name="spaceGiven">The image object has a /ColorSpace, which counts instead of the file's own.</param>
    public static void Run(PdfObject image, bool spaceGiven, int? intentComponents, Findings findings, string place)
    {
        if (image["/Filter"].Count > 1 || image.RawData() is not { } data || Header(data) is not { } header)
        {
            findings.Add("6.2.8.3", "A JPEG 2000 picture has no readable header.", place);
            return;
        }

        var specifications = new List<byte[]>();
        foreach (var (kind, body) in Boxes(header))
        {
            switch (kind)
            {
                case "ihdr" when body.Length >= 14:
                    var channels = BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(8));
                    findings.Expect(channels is 1 or 3 or 4, "6.2.8.3", "A JPEG 2000 picture has a number of channels other than 1, 3 or 4.", place);
                    findings.Expect(body[10] == 255 || (body[10] & 0x7F) < 38, "6.2.8.3", "A JPEG 2000 picture has more than 38 bits a channel.", place);
                    break;
                case "bpcc":
                    findings.Expect(body.Distinct().Count() == 1, "6.2.8.3", "The channels of a JPEG 2000 picture differ in depth.", place);
                    break;
                case "colr" when body.Length >= 3:
                    specifications.Add(body);
                    break;
            }
        }

        CheckColors(specifications, spaceGiven, intentComponents, findings, place);
    }

    private static void CheckColors(List<byte[]> specifications, bool spaceGiven, int? intentComponents, Findings findings, string place)
    {
        findings.Expect(specifications.Count >= 1, "6.2.8.3", "A JPEG 2000 picture does not say what its colors are.", place);
        findings.Expect(specifications.Count < 2 || specifications.Count(body => body[2] == 1) == 1,
            "6.2.8.3", "A JPEG 2000 picture describes its colors more than once, and not exactly one of them as the best.", place);
        foreach (var body in specifications)
        {
            findings.Expect(body[0] is 1 or 2 or 3, "6.2.8.3", "A JPEG 2000 picture describes its colors in a way that PDF/A-2 does not know.", place);
            var listed = body[0] == 1 && body.Length >= 7 ? BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(3)) : 0;
            findings.Expect(listed != 19, "6.2.8.3", "A JPEG 2000 picture has colors of CIEJab.", place);
            findings.Expect(listed != 12 || spaceGiven || intentComponents == 4, "6.2.4.3", "A JPEG 2000 picture has CMYK colors, and the output intent is not of that kind.", place);
        }
    }

    /// <summary>The body of the JP2 header box; null when there is none.</summary>
    private static byte[]? Header(byte[] data) =>
        Boxes(data).FirstOrDefault(box => box.Kind == "jp2h").Body;

    private static IEnumerable<(string Kind, byte[] Body)> Boxes(byte[] data)
    {
        for (long at = 0; at + 8 <= data.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan((int)at));
            var kind = Encoding.ASCII.GetString(data, (int)at + 4, 4);
            var end = length == 0 ? data.Length : at + length;

            // A length of 1 is a long box: only the picture itself is that large, and it comes last.
            if (length is > 0 and < 8 || end > data.Length || kind == "jp2c")
            {
                yield break;
            }

            yield return (kind, data[((int)at + 8)..(int)end]);
            at = end;
        }
    }
}
