using System.Buffers.Binary;
using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>ICC profiles: the one we make, and what can be told of others from their header.</summary>
internal static class ColorProfiles
{
    private const int HeaderLength = 128;

    /// <summary>
    /// sRGB of IEC 61966-2-1 as an ICC profile of version 4.2: primaries adapted to D50 by the Bradford matrix, and the curve as a formula, so that it is exact in some 500 bytes.
    /// </summary>
    public static byte[] Srgb { get; } = BuildSrgb();

    /// <summary>Number of components of the profile's colours when PDF/A-2 can hold it as an ICCBased space; null when it cannot.</summary>
    public static int? Components(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < HeaderLength + 4
            || BinaryPrimitives.ReadUInt32BigEndian(profile) > profile.Length
            || Tag(profile, 36) != "acsp"
            || profile[8] > 4
            || Tag(profile, 12) is not ("mntr" or "prtr" or "scnr" or "spac"))
        {
            return null;
        }

        return Tag(profile, 16) switch
        {
            "GRAY" => 1,
            "RGB " or "Lab " => 3,
            "CMYK" => 4,
            _ => null,
        };
    }

    /// <summary>Components of a profile that may be an output intent of PDF/A-2: of a printer or a monitor; null when it may not.</summary>
    public static int? OutputComponents(ReadOnlySpan<byte> profile) =>
        Components(profile) is { } components && Tag(profile, 12) is "mntr" or "prtr" && Tag(profile, 16) != "Lab " ? Components(profile) : null;

    private static string Tag(ReadOnlySpan<byte> profile, int place) => Encoding.ASCII.GetString(profile.Slice(place, 4));

    private static byte[] BuildSrgb()
    {
        // Curve type 3 of ICC.1:2004-10, 10.15: gamma, a, b, c, d of the sRGB formula.
        var curve = Join("para"u8, Words(0, 0x00030000), Fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045));
        (string Tag, byte[] Data)[] tags =
        [
            ("desc", Localized("sRGB")),
            ("cprt", Localized("CC0")),
            ("wtpt", Xyz(0.9642, 1, 0.8249)),
            ("chad", Join("sf32"u8, Words(0), Fixed(1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168))),
            ("rXYZ", Xyz(0.43607, 0.22249, 0.01392)),
            ("gXYZ", Xyz(0.38515, 0.71687, 0.09708)),
            ("bXYZ", Xyz(0.14307, 0.06061, 0.71410)),
            ("rTRC", curve),
            ("gTRC", curve),
            ("bTRC", curve),
        ];

        var directory = new MemoryStream();
        var data = new MemoryStream();
        var start = HeaderLength + 4 + (tags.Length * 12);
        var places = new Dictionary<byte[], int>();
        directory.Write(Words((uint)tags.Length));
        foreach (var (tag, bytes) in tags)
        {
            if (!places.TryGetValue(bytes, out var place))
            {
                place = start + (int)data.Length;
                places.Add(bytes, place);
                data.Write(bytes);
                data.Write(new byte[(4 - (bytes.Length % 4)) % 4]);
            }

            directory.Write(Join(Encoding.ASCII.GetBytes(tag), Words((uint)place, (uint)bytes.Length)));
        }

        return Join(Header((uint)(start + data.Length)), directory.ToArray(), data.ToArray());
    }

    private static byte[] Header(uint size)
    {
        var header = new byte[HeaderLength];
        Words(size).CopyTo(header, 0);
        Words(0x04200000).CopyTo(header, 8);
        "mntrRGB XYZ "u8.CopyTo(header.AsSpan(12));

        // A profile has a date; this one's is that of the ICC specification it follows.
        new byte[] { 0x07, 0xD4, 0, 10, 0, 1 }.CopyTo(header, 24);
        "acsp"u8.CopyTo(header.AsSpan(36));
        Fixed(0.9642, 1, 0.8249).CopyTo(header, 68);
        return header;
    }

    private static byte[] Xyz(double x, double y, double z) => Join("XYZ "u8, Words(0), Fixed(x, y, z));

    private static byte[] Localized(string text) =>
        Join("mluc"u8, Words(0, 1, 12, 0x656E5553, (uint)text.Length * 2, 28), Encoding.BigEndianUnicode.GetBytes(text));

    private static byte[] Fixed(params ReadOnlySpan<double> values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), (int)Math.Round(values[i] * 65536));
        }

        return bytes;
    }

    private static byte[] Words(params ReadOnlySpan<uint> values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * 4), values[i]);
        }

        return bytes;
    }

    private static byte[] Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third = default)
    {
        var bytes = new byte[first.Length + second.Length + third.Length];
        first.CopyTo(bytes);
        second.CopyTo(bytes.AsSpan(first.Length));
        third.CopyTo(bytes.AsSpan(first.Length + second.Length));
        return bytes;
    }
}
