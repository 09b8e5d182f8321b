using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class LetterChainsTests
{
    [Test]
    public void Letters_beside_each_other_are_a_line() => Assert.That(Found(Letters(100, 200, 12)), Is.EqualTo(new[] { 12 }));

    [Test]
    public void Lines_below_each_other_are_two() => Assert.That(Found([.. Letters(100, 200, 12), .. Letters(100, 240, 9)]), Is.EquivalentTo(new[] { 12, 9 }));

    [Test]
    public void A_wide_gap_ends_a_line() => Assert.That(Found([.. Letters(100, 200, 5), .. Letters(260, 200, 7)]), Is.EquivalentTo(new[] { 5, 7 }));

    [Test]
    public void The_space_between_words_does_not() => Assert.That(Found([.. Letters(100, 200, 5), .. Letters(185, 200, 7)]), Is.EqualTo(new[] { 12 }));

    [Test]
    public void A_rule_between_two_letters_ends_a_line()
    {
        var rule = new RulingLines([], [new PixelBox(176, 100, 179, 300)]);
        Assert.That(Found([.. Letters(100, 200, 5), .. Letters(185, 200, 7)], rule), Is.EquivalentTo(new[] { 5, 7 }));
    }

    [Test]
    public void A_full_stop_and_a_comma_belong_to_their_line() =>
        Assert.That(Found([.. Letters(100, 200, 5), Blob(174, 196, 4, 4), .. Letters(185, 200, 7), Blob(290, 197, 4, 8)]), Is.EqualTo(new[] { 14 }));

    [Test]
    public void A_dot_far_from_any_line_belongs_to_none() => Assert.That(Found([.. Letters(100, 200, 5), Blob(600, 600, 4, 4)]), Is.EqualTo(new[] { 5 }));

    [Test]
    public void A_blot_is_no_letter() => Assert.That(Found([.. Letters(100, 200, 5), Blob(175, 100, 900, 300)]), Is.EqualTo(new[] { 5 }));

    [Test]
    public void A_dot_over_a_letter_is_part_of_it()
    {
        List<InkBlob> pieces = [Blob(100, 186, 4, 14), Blob(100, 180, 4, 4), Blob(130, 180, 12, 20)];
        Assert.That(StackedPieces.Merge(pieces, 20).Select(blob => blob.Box), Is.EquivalentTo(new[] { new PixelBox(100, 180, 104, 200), new PixelBox(130, 180, 142, 200) }));
    }

    [Test]
    public void Letters_of_two_lines_are_not_stacked() =>
        Assert.That(StackedPieces.Merge([Blob(100, 180, 12, 20), Blob(100, 215, 12, 20)], 20), Has.Count.EqualTo(2));

    /// <param name="foot">Where they stand.</param>
    private static InkBlob[] Letters(int left, int foot, int count) => [.. Enumerable.Range(0, count).Select(i => Blob(left + (15 * i), foot - 20, 12, 20))];

    private static InkBlob Blob(int left, int top, int width, int height) => new(new PixelBox(left, top, left + width, top + height), width * height * 2 / 3);

    /// <summary>How many pieces each line has.</summary>
    private static IEnumerable<int> Found(InkBlob[] blobs, RulingLines? rules = null) =>
        new LetterChains([.. blobs], rules ?? RulingLines.None, usualHeight: 20).Find().Select(chain => chain.Count);
}
