using System.Text.RegularExpressions;

namespace HouseRules.Tests;

/// <summary>The C# files of <c>src/</c>, as text.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<(string Path, string Text)> All { get; } = [.. Read("src")];

    /// <summary>Places where a pattern stands outside comments, as <c>file:line: text</c>.</summary>
    public static IEnumerable<string> Places(string pattern, Func<string, bool> inFiles) =>
        from file in All
        where inFiles(file.Path)
        from line in file.Text.Split('\n').Select((text, index) => (Text: text, Number: index + 1))
        where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && Regex.IsMatch(line.Text, pattern)
        select $"{file.Path}:{line.Number}: {line.Text.Trim()}";

    private static IEnumerable<(string, string)> Read(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
        orderby path
        select (path, File.ReadAllText(file));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Digitize.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Digitize.sln is in no folder above the tests.");
    }
}
