namespace HouseRules.Tests;

public sealed class SamplesTests
{
    private const long Megabyte = 1024 * 1024;

    private static readonly string Folder = Path.Combine(Sources.Root, "samples");

    private static readonly string[] Scans = [.. Directory.GetFiles(Folder).Where(path => Path.GetExtension(path) is not (".txt" or ".md")).Order(StringComparer.Ordinal)];

    [TestCaseSource(nameof(Scans))]
    public void Every_sample_has_its_true_text_and_a_row_in_the_readme(string scan)
    {
        var text = Path.ChangeExtension(scan, ".txt");
        Assert.That(text, Does.Exist);
        Assert.That(File.ReadAllText(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), Has.Length.GreaterThan(20));
        Assert.That(File.ReadAllText(Path.Combine(Folder, "README.md")), Does.Contain($"| `{Path.GetFileName(scan)}` |"));
    }

    [Test]
    public void Samples_are_quick_to_clone() => Assert.That(Directory.GetFiles(Folder).Sum(path => new FileInfo(path).Length), Is.LessThan(8 * Megabyte));

    [Test]
    public void No_account_of_a_sample_could_exist()
    {
        // The check digits of a real IBAN lie between 02 and 98.
        var texts = Directory.GetFiles(Folder, "*.txt").SelectMany(File.ReadLines);
        Assert.That(texts.Where(line => line.Contains("IBAN ", StringComparison.Ordinal) && !line.Contains("IBAN DE00 ", StringComparison.Ordinal)), Is.Empty);
    }
}
