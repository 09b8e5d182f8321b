namespace Digitize.Pages.Recognition.Models;

/// <summary>What is needed to read lines in one language: a network, its codes and characters, and lists of words. Immutable; may be shared by threads.</summary>
/// <param name="Seed">Of the noise that the network sees outside of a strip.</param>
/// <param name="NullCode">The code that says "no character here".</param>
internal sealed record LanguageModel(NetworkPlan Network, uint Seed, int NullCode, CodeBook Codes, CharacterSet Characters, WordLists? Words)
{
    private const int WholeNumbers = 1;
    private const int Recoded = 64;

    /// <exception cref="UnreadableException">The file is damaged, holds nothing but shapes for the engine before tesseract 4, or is of an unknown make.</exception>
    public static LanguageModel Open(string path) => Read(ModelFile.Open(path));

    /// <exception cref="UnreadableException">As for <see cref="Open"/>.</exception>
    public static LanguageModel Read(ModelFile file)
    {
        if (!file.Has(ModelFile.Network))
        {
            throw new UnreadableException(FailureCode.NotSupported, file.Has(ModelFile.OldShapes)
                ? "The language model is for the engine that tesseract had before version 4, and holds no network."
                : "The language model is damaged: it holds no network.");
        }

        if (!file.Has(ModelFile.Characters) || !file.Has(ModelFile.Codes))
        {
            throw new UnreadableException(FailureCode.NotSupported, "The language model is damaged: it holds no characters.");
        }

        var part = file.Part(ModelFile.Network, "network");
        var plan = NetworkPlan.From(NetworkTree.Read(part));
        part.Text();
        var flags = part.Int32();
        part.Int32();
        var samples = part.Int32();
        var nullCode = part.Int32(0, plan.Codes.Outputs - 1);
        var characters = CharacterSet.Read(file.Part(ModelFile.Characters, "list of characters"));
        var codes = CodeBook.Read(file.Part(ModelFile.Codes, "list of codes"), characters.Count);
        if (codes.CodeCount > plan.Codes.Outputs || ((flags & WholeNumbers) != 0) != plan.Codes.IsWhole || (flags & Recoded) == 0)
        {
            throw part.Damaged();
        }

        // Tesseract seeds its generator with this product, and the generator takes a remainder of 0 for 1.
        var seed = (uint)((ulong)(samples * 0x10000001L) % Noise.Modulus);
        return new LanguageModel(plan, Math.Max(1, seed), nullCode, codes, characters, WordLists.Read(file));
    }
}
