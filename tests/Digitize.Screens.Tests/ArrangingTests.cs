using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class ArrangingTests
{
    [Test]
    public async Task Pages_are_put_in_another_order_left_out_and_taken_back_by_keys_and_by_hand()
    {
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var letter = await person.SendAsync(TestFolders.Sample("grundsteuerbescheid.tif"), "Bescheid");
        await person.RestingAsync(letter);
        await person.Page.GotoAsync($"/documents/{letter}");
        var first = await FirstWordAsync(person, 1);
        var second = await FirstWordAsync(person, 2);
        await person.Page.ClickAsync("[data-arranges]");
        await Assertions.Expect(person.Page.Locator("#arranging [data-keeps-order]")).ToBeDisabledAsync();
        await person.Page.FocusAsync(".strip li[data-page='2'] a");
        await person.Page.Keyboard.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(person.Page.Locator("#arranging .told")).ToHaveTextAsync("Page 2 is now in place 1 of 2.");
        await Assertions.Expect(person.Page.Locator(".strip li[data-page='2'] a")).ToBeFocusedAsync();
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("arranging");
        await person.Page.ClickAsync("#arranging [data-keeps-order]");
        await Assertions.Expect(person.Page.Locator(".said")).ToContainTextAsync("The pages are arranged.", new() { Timeout = 30_000 });
        await Assertions.Expect(person.Page.Locator("#arranging")).ToBeHiddenAsync();
        Assert.That((await FirstWordAsync(person, 1), await FirstWordAsync(person, 2)), Is.EqualTo((second, first)));

        // By hand: the first page behind the second, and one left out, put back, and left out again.
        await person.Page.ClickAsync("[data-arranges]");
        await person.Page.Locator(".strip li[data-page='1'] a span").DragToAsync(person.Page.Locator(".strip li[data-page='2'] a span"));
        await Assertions.Expect(person.Page.Locator("#arranging .told")).ToHaveTextAsync("Page 1 is now in place 2 of 2.");
        foreach (var _ in new[] { 1, 2, 3 })
        {
            await person.Page.ClickAsync(".strip li[data-page='1'] [data-drops]");
        }

        await Assertions.Expect(person.Page.Locator(".strip li.out")).ToHaveCountAsync(1);
        await person.Page.ClickAsync(".strip li[data-page='2'] [data-drops]");
        await Assertions.Expect(person.Page.Locator("#arranging .told")).ToHaveTextAsync("One page has to stay.");
        await person.Page.ClickAsync("#arranging [data-keeps-order]");
        await Assertions.Expect(person.Page.Locator(".sheet")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        Assert.That(await FirstWordAsync(person, 1), Is.EqualTo(first));
        await person.Page.ClickAsync(".said button");
        await Assertions.Expect(person.Page.Locator(".sheet")).ToHaveCountAsync(2);
        await Assertions.Expect(person.Page.Locator("#all-pages")).ToHaveTextAsync("2");
        Assert.That(await FirstWordAsync(person, 1), Is.EqualTo(second));

        // Two letters that were scanned as one.
        await person.Page.ClickAsync("[data-arranges]");
        await Assertions.Expect(person.Page.Locator(".strip li:first-child [data-begins]")).ToBeDisabledAsync();
        await person.Page.FocusAsync(".strip li:last-child a");
        await person.Page.Keyboard.PressAsync("d");
        await Assertions.Expect(person.Page.Locator("#arranging .told")).ToContainTextAsync("Another document begins with page");
        await person.PictureAsync("arranging-split");
        await person.Page.ClickAsync("#arranging [data-keeps-order]");
        await Assertions.Expect(person.Page.Locator(".parts a")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Assertions.Expect(person.Page.Locator(".parts a")).ToHaveTextAsync(["Bescheid (2 of 2)", "Bescheid (1 of 2)"]);
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("split");
        await person.Page.ClickAsync("[data-does=restore]");
        await Assertions.Expect(person.Page.Locator("[data-arranges]")).ToBeVisibleAsync();
        await Assertions.Expect(person.Page.Locator(".sheet")).ToHaveCountAsync(2);
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task Arranging_fits_360_pixels_in_German_and_is_given_up_without_a_trace()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync("de-DE", 360, 780, ColorScheme.Dark);
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync($"/documents/{archive.Tax}");
        await person.Page.ClickAsync("[aria-label='Seiten ordnen']");
        await person.Page.ClickAsync("[aria-label='Seite 1 nach hinten']");
        await person.Page.ClickAsync("[aria-label='Seite 2 drehen']");
        await Assertions.Expect(person.Page.Locator("#arranging .told")).ToHaveTextAsync("Seite 2 ist um 90 Grad gedreht.");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        Assert.That(await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await person.PictureAsync("arranging-360-de-dark");
        await person.Page.ClickAsync("#arranging [data-leaves]");
        await Assertions.Expect(person.Page.Locator(".strip li").First).ToHaveAttributeAsync("data-page", "1");
        await Assertions.Expect(person.Page.Locator("#document")).ToHaveAttributeAsync("data-version", "1");
        Assert.That(person.Complaints, Is.Empty);
    }

    private static async Task<string> FirstWordAsync(Person person, int page)
    {
        await person.Page.EvaluateAsync($"document.querySelector('#page-{page}').scrollIntoView()");
        var word = person.Page.Locator($"#page-{page} .w").First;
        await word.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return (await word.TextContentAsync())!;
    }
}
