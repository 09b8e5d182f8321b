using System.Buffers.Binary;

namespace Digitize.Pages.Recognition.Models;

/// <summary>
/// A <c>.traineddata</c> file: a count, a table of offsets, and the parts one behind the other. A part's number says what it is; a missing part has the offset -1
/// and a part ends where the next one begins.
/// </summary>
internal sealed class ModelFile
{
    /// <summary>The numbers that the parts have, as tesseract's own list of them has grown.</summary>
    public const int OldShapes = 3;
    public const int Network = 17;
    public const int Punctuation = 18;
    public const int Words = 19;
    public const int Numbers = 20;
    public const int Characters = 21;
    public const int Codes = 22;

    /// <summary>Tesseract takes a larger count for one of the other byte order.</summary>
    private const int MostParts = 1000;

    /// <summary>The largest models there are have 90 MB.</summary>
    private const int LargestFile = 512 << 20;

    private readonly ReadOnlyMemory<byte>[] _parts;

    private ModelFile(ReadOnlyMemory<byte>[] parts) => _parts = parts;

    /// <exception cref="UnreadableException">The file is too large or its table of parts is damaged.</exception>
    public static ModelFile Open(string path)
    {
        if (new FileInfo(path).Length > LargestFile)
        {
            throw new UnreadableException(FailureCode.NotSupported, $"The language model is larger than {LargestFile >> 20} MB.");
        }

        return Read(File.ReadAllBytes(path));
    }

    /// <exception cref="UnreadableException">The table of parts is damaged.</exception>
    public static ModelFile Read(ReadOnlyMemory<byte> file)
    {
        var table = new ModelBytes(file, "table of parts");
        var count = table.Int32(1, MostParts);
        var offsets = new long[count];
        for (var part = 0; part < count; part++)
        {
            offsets[part] = BinaryPrimitives.ReadInt64LittleEndian(table.Take(8));
        }

        var parts = new ReadOnlyMemory<byte>[count];
        long end = file.Length;
        for (var part = count - 1; part >= 0; part--)
        {
            if (offsets[part] == -1)
            {
                continue;
            }

            if (offsets[part] < 4 + (8L * count) || offsets[part] > end)
            {
                throw table.Damaged();
            }

            parts[part] = file[(int)offsets[part]..(int)end];
            end = offsets[part];
        }

        return new ModelFile(parts);
    }

    public bool Has(int part) => part < _parts.Length && _parts[part].Length > 0;

    /// <param name="name">What the part holds, for sentences about its damage.</param>
    public ModelBytes Part(int part, string name) => new(part < _parts.Length ? _parts[part] : default, name);
}
