using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

/// <summary>A line with an x-height of 20 pixels that stands on row 100.</summary>
public sealed class InkMarksTests
{
    [TestCase(12, "-", TestName = "A_short_dash_stays_a_hyphen")]
    [TestCase(22, "–", TestName = "A_dash_as_wide_as_a_letter_is_an_en_dash")]
    [TestCase(40, "—", TestName = "A_dash_as_wide_as_two_letters_is_an_em_dash")]
    public void The_width_of_a_dash_says_which_it_is(int width, string expected) =>
        Assert.That(Read("-", new PixelBox(50, 88, 50 + width, 91)), Is.EqualTo(expected));

    [Test]
    public void A_dot_at_half_height_is_a_middle_dot_whatever_it_was_read_as([Values("-", ".", "•", ":")] string reading) =>
        Assert.That(Read(reading == "•" ? "*" : reading, new PixelBox(50, 87, 55, 92)), Is.EqualTo("·"));

    [Test]
    public void A_full_stop_stays_on_its_line() => Assert.That(Read(".", new PixelBox(50, 96, 54, 100)), Is.EqualTo("."));

    [Test]
    public void An_underline_is_no_dash() => Assert.That(Read("-", new PixelBox(50, 99, 72, 101)), Is.EqualTo("-"));

    [Test]
    public void From_eight_to_twelve_has_the_dash_that_is_there() =>
        Assert.That(Read("8-12", new PixelBox(50, 72, 64, 100), new PixelBox(67, 88, 88, 91), new PixelBox(92, 72, 99, 100), new PixelBox(103, 72, 117, 100)), Is.EqualTo("8–12"));

    [Test]
    public void A_hyphen_between_letters_stays() =>
        Assert.That(Read("Rad-Weg", new PixelBox(50, 72, 64, 100), new PixelBox(67, 88, 88, 91), new PixelBox(92, 72, 117, 100)), Is.EqualTo("Rad-Weg"));

    [Test]
    public void A_small_figure_that_floats_behind_m_is_a_square() =>
        Assert.That(Read("m?", new PixelBox(50, 80, 80, 100), new PixelBox(82, 70, 92, 88)), Is.EqualTo("m²"));

    [Test]
    public void A_question_mark_on_the_line_stays() =>
        Assert.That(Read("m?", new PixelBox(50, 80, 80, 100), new PixelBox(82, 72, 92, 100)), Is.EqualTo("m?"));

    [Test]
    public void A_cross_that_floats_is_a_multiplication_sign_and_an_x_is_not()
    {
        Assert.That(Read("x", new PixelBox(50, 81, 66, 97)), Is.EqualTo("×"));
        Assert.That(Read("x", new PixelBox(50, 80, 68, 100)), Is.EqualTo("x"));
    }

    private static string Read(string text, params PixelBox[] glyphs) =>
        InkMarks.Correct(text, glyphs, new FoundLine(new PixelBox(50, 70, 200, 106), new Baseline(100, 100, 0), 20, glyphs));
}
