using System.Text.RegularExpressions;
using Digitize.Documents;
using Digitize.Web.Screens.YourData;

namespace Digitize.Web.Tests;

/// <summary>What is said in two places is said alike.</summary>
public sealed partial class LogPolicyTests
{
    private static readonly string Repository = Path.Combine(SourceFolder.Path, "..", "..");

    [Test]
    public void The_readme_says_of_logs_what_the_page_says()
    {
        var readme = File.ReadAllText(Path.Combine(Repository, "README.md")).Replace("**", "", StringComparison.Ordinal);
        foreach (var sentence in new[] { LogPolicy.Audit, LogPolicy.OrdinaryLogs, LogPolicy.Addresses })
        {
            Assert.That(readme, Does.Contain(sentence.English));
        }

        var table = readme.Split("| in the audit | with |\n|---|---|\n")[1].Split("\n\n")[0].Split('\n');
        Assert.That(table, Is.EqualTo(LogPolicy.Kinds.Select(kind => $"| {kind.What.English} | {kind.With.English} |")));
    }

    [Test]
    public async Task The_page_is_open_to_everybody_in_both_languages()
    {
        await using var service = await TestService.StartAsync();
        using var stranger = service.Client();
        stranger.DefaultRequestHeaders.Add("Accept-Language", "de");
        var html = System.Net.WebUtility.HtmlDecode(await stranger.GetStringAsync("/log-policy"));
        foreach (var kind in LogPolicy.Kinds)
        {
            Assert.That(html, Does.Contain(kind.What.German).And.Contain(kind.With.German));
        }
    }

    [Test]
    public void Words_are_marked_on_the_page_from_the_same_doubt_on_as_they_are_counted() =>
        Assert.That(File.ReadAllText(Path.Combine(Repository, "src", "Digitize.Web", "wwwroot", "words.js")), Does.Contain(FormattableString.Invariant($"const doubtful = {Doubt.Below}\n")));

    [Test]
    public void Whatever_our_scripts_keep_in_a_browser_is_told()
    {
        var scripts = Path.Combine(SourceFolder.Path, "..", "..", "src", "Digitize.Web", "wwwroot");
        var kept = Directory.EnumerateFiles(scripts, "*.js").SelectMany(file => Kept().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value.Trim(' ', '-', '/')).Distinct().ToList();
        var told = LogPolicy.Cookies.SelectMany(entry => entry.Name.Split(", ")).ToList();
        Assert.That(kept, Is.Not.Empty.And.SubsetOf(told));
    }

    /// <summary>A name that begins with ours, beside what keeps things: a database, storage, a cache. Channels between tabs and locks keep nothing.</summary>
    [GeneratedRegex(@"(database\(|(slot|last|prefix|choices) = |localStorage\.\w+\(|caches\.open\()['`]/?(?<name>digitize-[a-z]+)")]
    private static partial Regex Kept();
}
