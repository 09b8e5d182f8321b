using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace HouseRules.Tests;

public sealed partial class TessdataTests
{
    private static readonly string Folder = Path.Combine(Sources.Root, "tessdata");

    [Test]
    public void Every_model_has_the_size_and_hash_that_the_readme_gives()
    {
        var rows = Rows().Matches(File.ReadAllText(Path.Combine(Folder, "README.md")));
        var stated = rows.Select(row => (File: row.Groups["file"].Value, Bytes: row.Groups["bytes"].Value, Hash: row.Groups["hash"].Value));
        var found = Directory.GetFiles(Folder, "*.traineddata").Select(Describe);
        Assert.That(stated, Is.Not.Empty);
        Assert.That(stated, Is.EquivalentTo(found));
    }

    private static (string File, string Bytes, string Hash) Describe(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return (Path.GetFileName(path), bytes.Length.ToString(CultureInfo.InvariantCulture), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [GeneratedRegex(@"^\| `(?<file>[^`]+\.traineddata)` \|.*\| (?<bytes>\d+) \| `(?<hash>[0-9a-f]{64})` \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
