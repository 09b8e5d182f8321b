using System.Buffers.Binary;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Tests.Recognition.Models;

/// <summary>Models to test with: those of the repository, and copies that are changed on the way.</summary>
internal static class ModelFiles
{
    private static readonly Lazy<LanguageModel> LazyEnglish = new(() => LanguageModel.Open(PathOf("eng")));

    public static LanguageModel English => LazyEnglish.Value;

    public static string PathOf(string language)
    {
        var path = Path.Combine(SharedReaders.Tessdata, language + ".traineddata");
        Assume.That(File.Exists(path), $"The model '{language}' is not in this repository.");
        return path;
    }

    public static byte[] Bytes(string language) => File.ReadAllBytes(PathOf(language));

    /// <summary>The same model with some of its parts taken out or put in others' place.</summary>
    public static byte[] With(byte[] model, Func<int, byte[], byte[]?> change)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(model);
        var parts = Enumerable.Range(0, count).Select(part => Part(model, part) is { } bytes ? change(part, bytes) : null).ToArray();
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write(count);
        long offset = 4 + (8 * count);
        foreach (var part in parts)
        {
            writer.Write(part is null ? -1L : offset);
            offset += part?.Length ?? 0;
        }

        foreach (var part in parts.OfType<byte[]>())
        {
            writer.Write(part);
        }

        writer.Flush();
        return file.ToArray();
    }

    private static byte[]? Part(byte[] model, int part)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(model);
        long Offset(int index) => BinaryPrimitives.ReadInt64LittleEndian(model.AsSpan(4 + (8 * index)));
        if (Offset(part) < 0)
        {
            return null;
        }

        var next = Enumerable.Range(part + 1, count - part - 1).Where(index => Offset(index) >= 0).Select(Offset).FirstOrDefault(model.Length);
        return model[(int)Offset(part)..(int)next];
    }
}
