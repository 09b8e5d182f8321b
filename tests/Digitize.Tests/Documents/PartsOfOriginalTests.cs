using Digitize.Documents;
using Digitize.Pages;

namespace Digitize.Tests.Documents;

public sealed class PartsOfOriginalTests
{
    [TestCase("1,2|3,4", "1-2|3-4")]
    [TestCase("3,4|1,2", "3-4|1-2", TestName = "The order of the documents is free")]
    [TestCase("2,1|5,3", "1-2|3-5", TestName = "So is the order within one, and what was left out of it comes along")]
    [TestCase("1,3|2", null, TestName = "A page of one between those of another")]
    [TestCase("1,4|2|3", null, TestName = "Two within one")]
    public void Each_part_takes_its_stretch_of_the_original(string parts, string? expected)
    {
        var ranges = PartsOfOriginal.Of([.. parts.Split('|').Select(part => (IReadOnlyList<PageNumber>)[.. part.Split(',').Select(page => new PageNumber(int.Parse(page, System.Globalization.CultureInfo.InvariantCulture)))])]);
        Assert.That(ranges is null ? null : string.Join('|', ranges), Is.EqualTo(expected));
    }

    [Test]
    public void An_edit_that_starts_documents_says_so_and_comes_back_from_the_database_as_it_was()
    {
        var edit = new VersionEdit([Page(2), Page(1), Page(3) with { StartsDocument = true }, Page(4)]);
        Assert.That(edit.Splits, Is.True);
        Assert.That(VersionEdit.FromJson(edit.ToJson()).Parts.Select(part => part.Select(page => page.Page.Value)), Is.EqualTo(new[] { new[] { 2, 1 }, [3, 4] }));
        Assert.That(new VersionEdit([Page(1) with { StartsDocument = true }, Page(2)]).Splits, Is.False, "The first page starts one in any case.");
        Assert.That(new VersionEdit([Page(1), Page(2) with { StartsDocument = true }]).ChangesNothing(2), Is.False);
        Assert.That(VersionEdit.FromJson("""[{"Page":1,"Turn":90,"Texts":null}]""").Splits, Is.False, "An edit that waited while the service became this one.");
        Assert.That(new VersionEdit([.. Enumerable.Range(1, VersionEdit.MostParts + 1).Select(page => Page(page) with { StartsDocument = true })]).Fault(1000), Does.Contain("At most 200"));

        static EditedPage Page(int number) => new(new PageNumber(number), QuarterTurn.None);
    }
}
