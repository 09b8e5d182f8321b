using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class LanguageSetTests
{
    [TestCase("deu+eng", "deu+eng")]
    [TestCase(" deu + eng ", "deu+eng")]
    [TestCase("eng+deu+eng", "eng+deu")]
    [TestCase("chi_sim", "chi_sim")]
    public void Names_joined_by_plus_signs_are_languages(string text, string name) => Assert.That(LanguageSet.TryParse(text)?.Name, Is.EqualTo(name));

    [TestCase("")]
    [TestCase("+")]
    [TestCase("deu+")]
    [TestCase("d")]
    [TestCase("../deu")]
    [TestCase("deu;eng")]
    [TestCase("äöü")]
    [TestCase("aa+bb+cc+dd+ee+ff+gg+hh+ii")]
    public void Anything_else_is_none(string text) => Assert.That(LanguageSet.TryParse(text), Is.Null);

    [Test]
    public void The_first_language_is_the_documents()
    {
        Assert.That(LanguageSet.Default.Bcp47, Is.EqualTo("de"));
        Assert.That(LanguageSet.TryParse("eng+deu")!.Bcp47, Is.EqualTo("en"));
        Assert.That(LanguageSet.TryParse("xyz")!.Bcp47, Is.Null);
    }

    [Test]
    public void The_same_names_are_the_same_set() => Assert.That(LanguageSet.TryParse("deu+eng"), Is.EqualTo(LanguageSet.Default));

    [Test]
    public void All_models_that_are_missing_are_named()
    {
        var missing = MissingLanguage.In(SharedReaders.Tessdata, LanguageSet.TryParse("xyz+deu+abc")!);
        Assert.That(missing.Select(language => language.Language), Is.EqualTo(new[] { "xyz", "abc" }));
        Assert.That(missing[0].Sentence, Does.Contain("xyz.traineddata"));
    }
}
