namespace Digitize.Processing;

/// <summary>What files are called in the PDF that they are attached to: as their senders called them, and each differently, also where capitals do not count.</summary>
internal static class AttachmentNames
{
    internal static IReadOnlyList<string> Of(IReadOnlyList<string> fileNames)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. fileNames.Select(name => Numbered(name).First(taken.Add))];
    }

    private static IEnumerable<string> Numbered(string name)
    {
        yield return name;
        for (var i = 2; ; i++)
        {
            yield return $"{Path.GetFileNameWithoutExtension(name)} ({i}){Path.GetExtension(name)}";
        }
    }
}
