using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class CaptureTests
{
    [Test]
    public async Task Two_pages_before_the_camera_become_one_letter_that_is_read()
    {
        await using var person = await NewPersonAsync("de-DE", ColorScheme.Dark);
        var page = person.Page;
        await page.GotoAsync("/documents");
        await page.ClickAsync(".scans");
        await Assertions.Expect(page.Locator("#camera [data-hint]")).ToHaveTextAsync("Die Seite ist gefunden.");
        AssertIsSheet(await page.GetAttributeAsync("#camera polygon", "points"));
        await person.PictureAsync("capture-camera-360-de-dark");
        Assert.That(await person.BarriersAsync(), Is.Empty);

        await page.ClickAsync("[data-takes]");
        await Assertions.Expect(page.Locator("[data-found]")).ToContainTextAsync("Die Ränder sind gefunden.");
        AssertIsSheet(await page.GetAttributeAsync("#corners polygon", "points"));
        await person.PictureAsync("capture-corners-360-de-dark");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await page.ClickAsync("[data-next]");
        await Assertions.Expect(page.Locator("[data-count]")).ToHaveTextAsync("1 Seite");
        await page.ClickAsync("[data-takes]");
        await page.ClickAsync("#corners [data-done]");
        await Assertions.Expect(page.Locator(".taken li")).ToHaveCountAsync(2);
        await page.FillAsync("[name=title]", "Strom 2026");
        await page.FillAsync("[name=tags]", "Strom, Haus");
        await person.PictureAsync("capture-letter-360-de-dark");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await page.ClickAsync("[data-sends]");
        await Assertions.Expect(page.Locator("#tray [data-sum]")).ToHaveTextAsync("1 Dokument hinzugefügt");

        var read = await person.RestingAsync(await person.NewestAsync());
        Assert.That(read.GetProperty("document").GetProperty("title").GetString(), Is.EqualTo("Strom 2026"));
        Assert.That(read.GetProperty("document").GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()), Is.EquivalentTo(new[] { "Strom", "Haus" }));
        Assert.That(read.GetProperty("pages").GetArrayLength(), Is.EqualTo(2));

        // Flat, upright and as A4: otherwise it could not be read from a sheet that lay aslant.
        var first = read.GetProperty("pages")[0];
        Assert.That(first.GetProperty("heightPoints").GetDouble() / first.GetProperty("widthPoints").GetDouble(), Is.EqualTo(Math.Sqrt(2)).Within(0.01));
        Assert.That(await person.TextAsync(read.GetProperty("document").GetProperty("id").GetString()!), Does.Contain("Abschlag").And.Contain("187"));
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task Corners_are_moved_by_finger_and_by_keys_and_a_page_is_turned_taken_again_and_moved()
    {
        await using var person = await NewPersonAsync(mayUseCamera: false);
        var page = person.Page;
        await page.GotoAsync("/capture");
        await page.SetInputFilesAsync("#pictures", TestFolders.Sample("kassenbon.jpg"));
        var corner = page.Locator("[data-corner='0']");
        await Assertions.Expect(corner).ToBeVisibleAsync();
        var before = Points(await page.GetAttributeAsync("#corners polygon", "points"));
        await corner.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowDown");
        var pressed = Points(await page.GetAttributeAsync("#corners polygon", "points"));
        Assert.That((pressed[0].X - before[0].X, pressed[0].Y - before[0].Y), Is.EqualTo((0.01, 0.01)).Using<(double, double)>((one, other) => Math.Abs(one.Item1 - other.Item1) < 1e-6 && Math.Abs(one.Item2 - other.Item2) < 1e-6));
        var box = (await page.Locator("#corners img").BoundingBoxAsync())!;
        var at = (await corner.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(at.X + (at.Width / 2), at.Y + (at.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.2f), box.Y + (box.Height * 0.1f));
        await page.Mouse.UpAsync();
        var dragged = Points(await page.GetAttributeAsync("#corners polygon", "points"));
        Assert.That(dragged[0].X, Is.EqualTo(0.2).Within(0.01));
        Assert.That(dragged[0].Y, Is.EqualTo(0.1).Within(0.01));

        await page.ClickAsync("#corners [data-turns]");
        await page.ClickAsync("#corners [data-done]");
        await Assertions.Expect(page.Locator(".taken li")).ToHaveCountAsync(1);
        var isWide = await page.EvaluateAsync<bool>("async () => { const picture = document.querySelector('.taken img'); await picture.decode(); return picture.naturalWidth > picture.naturalHeight }");
        Assert.That(isWide, Is.True, "The page was turned by a quarter.");
        await page.ClickAsync("[data-more]");
        await page.SetInputFilesAsync("#pictures", TestFolders.Sample("kassenbon.jpg"));
        await page.ClickAsync("#corners [data-retakes]");
        await Assertions.Expect(page.Locator("[data-count]")).ToHaveTextAsync("1 page");
        await page.SetInputFilesAsync("#pictures", TestFolders.Sample("kassenbon.jpg"));
        await page.ClickAsync("#corners [data-done]");
        await page.ClickAsync("[aria-label='Earlier: page 2']");
        Assert.That(await page.EvaluateAsync<bool>("async () => { const picture = document.querySelectorAll('.taken img')[1]; await picture.decode(); return picture.naturalWidth > picture.naturalHeight }"), Is.True, "What was first is second.");
        await page.ClickAsync("[aria-label='Remove: page 1']");
        await Assertions.Expect(page.Locator(".taken li")).ToHaveCountAsync(1);
        await page.ClickAsync("#said button");
        await Assertions.Expect(page.Locator(".taken li")).ToHaveCountAsync(2);
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task Where_the_camera_is_refused_a_sentence_says_so_and_pictures_can_be_chosen()
    {
        await using var person = await NewPersonAsync("de-DE", mayUseCamera: false);
        await person.Page.GotoAsync("/capture");
        await Assertions.Expect(person.Page.Locator("#capture-note")).ToContainTextAsync("Die Kamera darf nicht benutzt werden");
        await Assertions.Expect(person.Page.Locator("#photo")).ToHaveAttributeAsync("capture", "environment");
        await person.PictureAsync("capture-refused-360-de");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.Page.SetInputFilesAsync("#pictures", [TestFolders.SmallPicture, TestFolders.SmallPicture]);
        await Assertions.Expect(person.Page.Locator(".taken li")).ToHaveCountAsync(2);
    }

    [Test]
    [LongForm]
    public async Task What_a_barcode_says_is_offered_as_title_and_as_tag()
    {
        await using var person = await NewPersonAsync(mayUseCamera: false);

        // Chromium has the finder of its system, and on Linux there is none: what it would answer is put in its place.
        await person.Page.AddInitScriptAsync("window.BarcodeDetector = class { static getSupportedFormats = async () => ['qr_code']; detect = async () => [{ rawValue: 'RE-2026,4711\\n' }, { rawValue: 'x'.repeat(101) }] }");
        await person.Page.GotoAsync("/capture");
        await person.Page.SetInputFilesAsync("#pictures", TestFolders.SmallPicture);
        await person.Page.ClickAsync("#corners [data-done]");
        await Assertions.Expect(person.Page.Locator(".codes code")).ToHaveTextAsync("RE-2026 4711");
        await person.Page.ClickAsync("[data-as=title]");
        await person.Page.ClickAsync("[data-as=tags]");
        Assert.That(await person.Page.InputValueAsync("[name=title]"), Is.EqualTo("RE-2026 4711"));
        Assert.That(await person.Page.InputValueAsync("[name=tags]"), Is.EqualTo("RE-2026 4711"));
        Assert.That(await person.BarriersAsync(), Is.Empty);
    }

    private static async Task<Person> NewPersonAsync(string language = "en-GB", ColorScheme colors = ColorScheme.Light, bool mayUseCamera = true)
    {
        if (mayUseCamera)
        {
            await FakeCamera.ReadyAsync();
        }

        var person = await Person.TakePhoneAsync(language, colors, mayUseCamera);
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        return person;
    }

    private static void AssertIsSheet(string? points)
    {
        var off = Points(points).Zip(FakeCamera.Sheet, (seen, meant) => Math.Max(Math.Abs(seen.X - meant.X), Math.Abs(seen.Y - meant.Y))).Max();
        Assert.That(off, Is.LessThan(0.02), "In shares of the picture.");
    }

    private static (double X, double Y)[] Points(string? points) =>
        [.. Regex.Matches(points ?? "", "([0-9.e-]+),([0-9.e-]+)").Select(match => (double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];
}
