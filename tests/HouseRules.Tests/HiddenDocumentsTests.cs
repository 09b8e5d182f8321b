using System.Text.RegularExpressions;

namespace HouseRules.Tests;

/// <summary>
/// Restricted documents are kept, and nothing else. Whoever looks behind the filters of documents says which are meant: <c>AllDocuments</c> keeps, counts or opens them too,
/// and those who leave restricted ones out are listed here with their reason.
/// </summary>
public sealed class HiddenDocumentsTests
{
    private static readonly Dictionary<string, string> WithoutRestricted = new()
    {
        ["src/Digitize/Database/DigitizeDb.cs"] = "makes AllDocuments",
        ["src/Digitize/Documents/DocumentQueries.cs"] = "shows them to owners only",
        ["src/Digitize/Documents/DocumentShelves.cs"] = "the trash has none of them",
        ["src/Digitize/Documents/Purge.cs"] = "no timer deletes them",
        ["src/Digitize/Documents/Transitions.cs"] = "nothing happens to them",
        ["src/Digitize/Intake/Intake.cs"] = "a copy does not tell of them",
        ["src/Digitize/Retention/RetentionJob.cs"] = "looks at them to say why they stay",
    };

    [Test]
    public void Whoever_looks_behind_the_filters_says_whether_restricted_documents_are_meant()
    {
        var found = Sources.All.Where(file => Regex.IsMatch(file.Text, @"\bIgnoreQueryFilters\(")).Select(file => file.Path);
        Assert.That(found, Is.EquivalentTo(WithoutRestricted.Keys), "What must be kept or backed up asks AllDocuments; everything else stands in the list above with its reason.");
    }

    [Test]
    public void No_path_deletes_a_document_without_asking_for_holds()
    {
        var deleting = Sources.Places(@"(Documents\b|mayGo\(db, now\)).*ExecuteDelete", path => path.StartsWith("src/", StringComparison.Ordinal)).ToList();
        Assert.That(deleting, Has.Count.EqualTo(1).And.All.StartsWith("src/Digitize/Documents/Purge.cs:"), "Documents end in Purge, which leaves out what a hold lies on.");
    }
}
