using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class ZerosTests
{
    [TestCase("IBAN DEOO 1203 0000", "IBAN DE00 1203 0000")]
    [TestCase("IBAN DE0O 12O3 0000", "IBAN DE00 1203 0000")]
    [TestCase("Tel. O6121/4O50", "Tel. 06121/4050")]
    [TestCase("OO7 BOOT OTTO", "OO7 BOOT OTTO", TestName = "Words_keep_their_letters")]
    [TestCase("DEOO GmbH", "DEOO GmbH", TestName = "Four_letters_without_an_account_behind_them_stay")]
    public void A_zero_is_put_where_only_a_figure_can_stand(string read, string expected)
    {
        List<Word> words = [.. read.Split(' ').Select(text => new Word(text, new PixelBox(0, 0, 10, 10), new Confidence(0.5)))];
        Assert.That(string.Join(' ', Zeros.Correct(words).Select(word => word.Text)), Is.EqualTo(expected));
    }
}
