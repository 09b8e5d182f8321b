using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class BleedThroughTests
{
    private static readonly GrayPixels Front = Letters.Gray("schulbrief", dpi: 200);
    private static readonly GrayPixels Back = Letters.Gray("verein-einladung", 2);

    [Test]
    public void Print_of_the_other_side_is_found_and_this_sides_print_is_kept([Values(0.12, 0.25, 0.4)] double strength)
    {
        var survey = Survey(Front.ShowingThrough(Back, strength));
        var found = BleedThrough.Find(survey);
        Assert.That(found?.IsAllThereIs, Is.False);
        var (front, back) = (Survey(Front).Ink, Survey(Spoils.Blank(Front.Width, Front.Height).ShowingThrough(Back, 1)).Ink);
        back.Remove(front.Grown(6, 6));
        Assert.That(Left(front, found!.Keep), Is.GreaterThan(0.98));
        Assert.That(Left(back, found.Keep), Is.LessThan(0.1));
    }

    [Test]
    public void A_clean_page_has_none([Values("schulbrief", "grundsteuerbescheid", "stadtwerke-jahresrechnung")] string letter) =>
        Assert.That(BleedThrough.Find(Survey(Letters.Gray(letter))), Is.Null);

    [Test]
    public void On_an_empty_page_it_is_all_there_is() =>
        Assert.That(BleedThrough.Find(Survey(Spoils.Blank(Back.Width, Back.Height).ShowingThrough(Back, 0.13)))?.IsAllThereIs, Is.True);

    [Test]
    public void A_page_in_pencil_only_is_this_sides() =>
        Assert.That(BleedThrough.Find(Survey(Front.Faint(0.35))), Is.Null);

    [Test]
    public void Pencil_beside_print_on_its_own_lines_is_kept()
    {
        var pencil = Front.Part(new PixelBox(0, 1200, Front.Width, 1900)).Faint(0.4);
        var page = Front.Changed((_, y, sample) => y >= 1200 && y < 1900 ? 255 : sample).With(pencil, 0, 1200);
        var found = BleedThrough.Find(Survey(page));
        var ink = InkMap.Darker(Survey(page).Gray, 190);
        Assert.That(found is null ? 1 : Left(ink, found.Keep), Is.GreaterThan(0.97));
    }

    /// <summary>The reader is the judge: words of the back must not come out, faint words of the front must.</summary>
    [Test]
    public void The_back_is_not_read_and_pale_print_of_the_front_is()
    {
        var (top, bottom) = (EmptyRow(1250), EmptyRow(1450));
        var page = Front.Changed((_, y, sample) => y >= top && y < bottom ? 255 - ((255 - sample) * 0.5) : sample).ShowingThrough(Back, 0.15).Grained(6);
        var text = SharedReaders.Read(page, 200).Text;
        var truth = Letters.Truth("schulbrief");
        Assert.That(TrueWords.Precision(truth, text), Is.GreaterThan(0.9), text);
        Assert.That(TrueWords.Recall(truth, text), Is.GreaterThan(0.93), text);
    }

    private static int EmptyRow(int from) => Enumerable.Range(from, 100).First(y => Front.Row(y).IndexOfAnyExcept((byte)255) < 0);

    private static double Left(InkMap ink, InkMap keep)
    {
        var all = ink.Count();
        var left = new InkMap(ink.Width, ink.Height);
        left.Add(ink);
        left.Remove(keep);
        return 1 - (left.Count() / (double)all);
    }

    private static PageSurvey Survey(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(200));
        return PageSurvey.Of(picture);
    }
}
