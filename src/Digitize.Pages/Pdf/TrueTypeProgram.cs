using System.Buffers.Binary;
using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>What a check needs to know of an embedded TrueType font: widths of its glyphs and the maps from characters to glyphs.</summary>
internal sealed class TrueTypeProgram
{
    private readonly byte[] _file;
    private readonly Dictionary<string, (int Place, int Length)> _tables = [];
    private readonly Dictionary<(int Platform, int Encoding), int> _maps = [];
    private readonly int _unitsPerEm;
    private readonly int _widths;

    private TrueTypeProgram(byte[] file)
    {
        _file = file;
        for (var i = 0; i < U16(4); i++)
        {
            var entry = 12 + (i * 16);
            var tag = Encoding.ASCII.GetString(file, entry, 4);
            _tables[tag] = ((int)U32(entry + 8), (int)U32(entry + 12));
        }

        _unitsPerEm = U16(_tables["head"].Place + 18);
        _widths = U16(_tables["hhea"].Place + 34);
        GlyphCount = U16(_tables["maxp"].Place + 4);
        if (_tables.TryGetValue("cmap", out var cmap))
        {
            for (var i = 0; i < U16(cmap.Place + 2); i++)
            {
                var entry = cmap.Place + 4 + (i * 8);
                _maps[(U16(entry), U16(entry + 2))] = cmap.Place + (int)U32(entry + 4);
            }
        }
    }

    public int GlyphCount { get; }

    /// <summary>Maps from characters to glyphs, by platform and encoding: (3, 1) is Unicode, (3, 0) Symbol, (1, 0) Macintosh.</summary>
    public IReadOnlyCollection<(int Platform, int Encoding)> Maps => _maps.Keys;

    /// <summary>Null when the file is no TrueType font, or a damaged one.</summary>
    public static TrueTypeProgram? Read(byte[] file)
    {
        try
        {
            return file.Length > 12 && BinaryPrimitives.ReadUInt32BigEndian(file) is 0x00010000 or 0x74727565 ? new TrueTypeProgram(file) : null;
        }
        catch (Exception damage) when (damage is ArgumentOutOfRangeException or KeyNotFoundException or OverflowException or IndexOutOfRangeException)
        {
            // Tables point out of the file. Checking each place first would be as long as the class.
            return null;
        }
    }

    /// <summary>Width in thousandths of the font size; null when the program does not say.</summary>
    public double? Width(int glyph)
    {
        if (glyph >= GlyphCount || _widths == 0 || _unitsPerEm == 0 || !_tables.TryGetValue("hmtx", out var hmtx))
        {
            return null;
        }

        var place = hmtx.Place + (Math.Min(glyph, _widths - 1) * 4);
        return place + 2 <= _file.Length ? U16(place) * 1000.0 / _unitsPerEm : null;
    }

    /// <summary>0 when the map does not have the character; null when there is no such map or it is in a format that is not read here.</summary>
    public int? Glyph((int Platform, int Encoding) map, int character)
    {
        if (!_maps.TryGetValue(map, out var place))
        {
            return null;
        }

        try
        {
            return U16(place) switch
            {
                0 => character < 256 ? _file[place + 6 + character] : 0,
                4 => InSegments(place, character),
                6 => character - U16(place + 6) is var index && index >= 0 && index < U16(place + 8) ? U16(place + 10 + (index * 2)) : 0,
                _ => null,
            };
        }
        catch (Exception damage) when (damage is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private int InSegments(int place, int character)
    {
        var segments = U16(place + 6) / 2;
        for (var i = 0; i < segments; i++)
        {
            var end = U16(place + 14 + (i * 2));
            if (character > end)
            {
                continue;
            }

            var start = U16(place + 16 + ((segments + i) * 2));
            if (character < start)
            {
                return 0;
            }

            var delta = U16(place + 16 + (((segments * 2) + i) * 2));
            var offsetPlace = place + 16 + (((segments * 3) + i) * 2);
            var offset = U16(offsetPlace);
            var glyph = offset == 0 ? character : U16(offsetPlace + offset + ((character - start) * 2));
            return offset != 0 && glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }

        return 0;
    }

    private int U16(int place) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(place));

    private uint U32(int place) => BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(place));
}
