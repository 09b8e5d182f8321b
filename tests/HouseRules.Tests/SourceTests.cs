using System.Text.RegularExpressions;

namespace HouseRules.Tests;

public sealed class SourceTests
{
    private const string NativeFolder = "src/Digitize.Pages/Native/";

    /// <summary>Longer than 400 lines, and why.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    [Test]
    public void There_are_sources_to_read() => Assert.That(Sources.All, Has.Count.GreaterThan(20));

    [Test]
    public void Native_functions_are_declared_in_one_folder_only() =>
        Assert.That(Sources.Places(@"\[(LibraryImport|DllImport)", path => !path.StartsWith(NativeFolder, StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Native_declarations_are_internal() =>
        Assert.That(Sources.Places(@"^\s*public (static|sealed|partial|unsafe)? ?.*(class|partial)\b", path => path.StartsWith(NativeFolder, StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Bare_pointers_stay_in_the_native_folder() =>
        Assert.That(Sources.Places(@"\b(IntPtr|nint)\b", path => !path.StartsWith(NativeFolder, StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Time_and_randomness_are_given() =>
        Assert.That(Sources.Places(@"DateTime(Offset)?\.(Now|UtcNow|Today)|Guid\.NewGuid|new Random\(|Random\.Shared", _ => true), Is.Empty);

    [Test]
    public void Nothing_is_left_for_later() =>
        Assert.That(Sources.All.Where(file => Regex.IsMatch(file.Text, @"\b(TODO|FIXME|HACK|NotImplementedException)\b")).Select(file => file.Path), Is.Empty);

    [Test]
    public void Types_are_named_for_what_they_are() =>
        Assert.That(Sources.Places(@"\b(class|record|struct|interface|enum)\s+\w*(Manager|Helper|Util|Utils|Service|Impl|Dto)\b", _ => true), Is.Empty);

    [Test]
    public void Nobody_folds_code_away() => Assert.That(Sources.Places(@"^\s*#region", _ => true), Is.Empty);

    [Test]
    public void Namespaces_are_folders()
    {
        var wrong = from file in Sources.All
                    let match = Regex.Match(file.Text, @"^namespace ([\w.]+);", RegexOptions.Multiline)
                    let folder = Path.GetDirectoryName(file.Path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.')
                    where match.Success && match.Groups[1].Value != folder
                    select $"{file.Path}: {match.Groups[1].Value}";
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Files_hold_one_idea_and_stay_under_400_lines() =>
        Assert.That(Sources.All.Where(file => file.Text.Count(c => c == '\n') > 400 && !LongFiles.ContainsKey(file.Path)).Select(file => file.Path), Is.Empty);

    [Test]
    public void An_interface_of_ours_has_two_implementations()
    {
        var lonely = from file in Sources.All
                     from Match match in Regex.Matches(file.Text, @"\binterface (I[A-Z]\w+)")
                     let name = match.Groups[1].Value
                     where Sources.All.Sum(other => Regex.Count(other.Text, $@"\b(class|record|struct) [^{{;]*:[^{{;]*\b{name}\b")) < 2
                     select $"{file.Path}: {name}";
        Assert.That(lonely, Is.Empty);
    }
}
