using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

/// <summary>Letters of the page are 20 pixels high; a rule is 80 pixels long at least.</summary>
public sealed class DottedRulesTests
{
    [Test]
    public void A_row_of_dots_is_a_rule_and_leaves_the_page()
    {
        var found = DottedRules.TakeOut([.. Row(20, step: 6), Letter(10, 40)], 80, 20);
        Assert.That(found.Rules.Across, Has.Count.EqualTo(1));
        Assert.That(found.Rules.Across[0], Is.EqualTo(new PixelBox(100, 100, 100 + (19 * 6) + 3, 103)));
        Assert.That(found.Blobs, Is.EqualTo(new[] { Letter(10, 40) }));
    }

    [Test]
    public void A_column_of_dots_is_a_rule_down_the_page()
    {
        var found = DottedRules.TakeOut([.. Enumerable.Range(0, 20).Select(i => Blob(100, 100 + (i * 6), 3, 3))], 80, 20);
        Assert.That(found.Rules.Down, Has.Count.EqualTo(1));
        Assert.That(found.Blobs, Is.Empty);
    }

    [Test]
    public void A_column_of_figures_one_is_no_rule() =>
        Assert.That(DottedRules.TakeOut([.. Enumerable.Range(0, 20).Select(i => Blob(100, 100 + (i * 28), 6, 20))], 80, 20).Blobs, Has.Count.EqualTo(20));

    [Test]
    public void An_ellipsis_is_no_rule() => Assert.That(DottedRules.TakeOut([.. Row(3, step: 8)], 80, 20).Blobs, Has.Count.EqualTo(3));

    [Test]
    public void Full_stops_at_uneven_places_are_no_rule()
    {
        int[] lefts = [100, 104, 118, 122, 137, 139, 152, 167, 171, 186, 190, 204];
        Assert.That(DottedRules.TakeOut([.. lefts.Select(left => Blob(left, 100, 2, 2))], 80, 20).Rules.Across, Is.Empty);
    }

    private static IEnumerable<InkBlob> Row(int count, int step) => Enumerable.Range(0, count).Select(i => Blob(100 + (i * step), 100, 3, 3));

    private static InkBlob Letter(int left, int top) => Blob(left, top, 14, 20);

    private static InkBlob Blob(int left, int top, int width, int height) => new(new PixelBox(left, top, left + width, top + height), width * height);
}
