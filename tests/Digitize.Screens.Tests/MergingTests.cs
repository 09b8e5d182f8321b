using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class MergingTests
{
    [Test]
    [LongForm]
    public async Task Two_letters_become_one_in_the_order_that_was_chosen_and_two_again()
    {
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var (receipt, form) = (await person.SendAsync(TestFolders.Sample("kassenbon.jpg"), "Bon"), await person.SendAsync(TestFolders.Sample("grundsteuerbescheid.tif"), "Bescheid"));
        await person.RestingAsync(receipt);
        await person.RestingAsync(form);
        await person.Page.GotoAsync("/documents");
        await Assertions.Expect(person.Page.Locator(".row")).ToHaveCountAsync(2);
        await person.Page.CheckAsync($"#d-{receipt} .pick");
        await Assertions.Expect(person.Page.Locator("[data-does=merge]")).ToBeDisabledAsync();
        await person.Page.CheckAsync($"#d-{form} .pick");
        await person.PictureAsync("merging-bar");
        await person.Page.ClickAsync("[data-does=merge]");
        await Assertions.Expect(person.Page.Locator("#merging-order .name")).ToHaveTextAsync(["Bon", "Bescheid"]);
        await Assertions.Expect(person.Page.Locator("#merging [name=title]")).ToHaveValueAsync("Bon");

        // By keys alone: the second forward, which keeps the focus.
        await person.Page.FocusAsync("[aria-label='“Bescheid” earlier']");
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator("#merging .told")).ToHaveTextAsync("“Bescheid” is now in place 1 of 2.");
        await Assertions.Expect(person.Page.Locator("[aria-label='“Bescheid” later']")).ToBeFocusedAsync();
        await person.Page.FillAsync("#merging [name=title]", "Werkstatt");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("merging");
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator(".said")).ToContainTextAsync("“Werkstatt” is one document now.", new() { Timeout = 30_000 });
        await Assertions.Expect(person.Page.Locator(".row .title")).ToHaveTextAsync(["Werkstatt"]);
        await Assertions.Expect(person.Page.Locator("#selection")).ToBeHiddenAsync();
        await person.Page.ClickAsync(".row .open");
        await Assertions.Expect(person.Page.Locator(".sheet")).ToHaveCountAsync(3);
        await Assertions.Expect(person.Page.Locator(".parts a")).ToHaveTextAsync(["Bescheid", "Bon"]);
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("merged");

        await person.Page.ClickAsync(".parts a >> text=Bon");
        await Assertions.Expect(person.Page.Locator("#facts .state")).ToHaveTextAsync("Part of another document");
        await Assertions.Expect(person.Page.Locator(".parts a")).ToHaveTextAsync(["Werkstatt"]);
        await person.Page.ClickAsync(".parts a");
        await person.Page.ClickAsync("[data-unmerges]");
        await Assertions.Expect(person.Page.Locator(".row .title")).ToHaveCountAsync(2);
        Assert.That(await person.TitlesAsync(), Is.EquivalentTo(new[] { "Bon", "Bescheid" }));
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task Merging_fits_360_pixels_in_German_and_is_given_up_without_a_trace()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync("de-DE", 360, 780, ColorScheme.Dark);
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync("/documents");
        await person.Page.CheckAsync($"#d-{archive.Tax} .pick");
        await person.Page.CheckAsync($"#d-{archive.Receipt} .pick");
        Assert.That(await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("merging-bar-360-de-dark");
        await person.Page.Keyboard.PressAsync("m");
        await Assertions.Expect(person.Page.Locator("#merging h2")).ToHaveTextAsync("Zu einem Dokument zusammenfügen");
        Assert.That(await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("merging-360-de-dark");
        await person.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(person.Page.Locator("#merging")).ToBeHiddenAsync();
        await Assertions.Expect(person.Page.Locator(".row.picked")).ToHaveCountAsync(2);
        Assert.That(person.Complaints, Is.Empty);
    }
}
