using Digitize.Documents;

namespace Digitize.Tests.Documents;

public sealed class TagNameTests
{
    [TestCase("  Steuer 2026 ", "Steuer 2026")]
    [TestCase("Mu\u0308ller", "Müller")]
    [TestCase("e\u0302\u0301", "ế")]
    [TestCase("ЙИ\u0306", "ЙЙ")]
    [TestCase("👨‍👩‍👧", "👨‍👩‍👧")]
    public void A_tag_is_kept_in_one_form(string given, string kept) => Assert.That(TagName.TryParse(given)?.Text, Is.EqualTo(kept));

    [TestCase(null)]
    [TestCase(" \t ")]
    [TestCase("a\u0000b")]
    [TestCase("a\u2028b")]
    [TestCase("\u202Eabc")]
    [TestCase("half \uD83D")]
    public void What_cannot_be_shown_is_no_tag(string? given) => Assert.That(TagName.TryParse(given), Is.Null);

    [Test]
    public void Capitals_do_not_count() => Assert.That(TagName.TryParse("MÜLLER"), Is.EqualTo(TagName.TryParse("mu\u0308ller")));
}
