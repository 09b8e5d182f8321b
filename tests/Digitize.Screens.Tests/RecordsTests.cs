using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class RecordsTests
{
    [Test]
    public async Task An_owner_says_how_long_letters_stay_holds_one_and_reads_who_did_what()
    {
        await using var owner = await Person.SitDownAsync("de-DE", 360, 780);
        await owner.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var page = owner.Page;
        var letter = await owner.SendAsync(TestFolders.SmallPicture, "Alte Rechnung");
        await page.GotoAsync("/records");
        await page.FillAsync("#new-type [name=name]", "Rechnung");
        await page.FillAsync("#new-type [name=months]", "24");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".types li")).ToContainTextAsync("2 Jahre aufbewahrt");
        await owner.TellAsync("PATCH", letter, new { type = "rechnung", date = "2020-05-02" });
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("1 Dokument kommt in den Papierkorb.");
        await Assertions.Expect(page.Locator(".planned li")).ToContainTextAsync("abgelaufen am 2. Mai 2022");
        await owner.PictureAsync("records-360-de");

        await page.GotoAsync($"/records/holds?document={letter}");
        await page.FillAsync("[name=reason]", "Rechtsstreit 4 O 17/26");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#holds li")).ToContainTextAsync("Alte Rechnung");
        await owner.PictureAsync("holds-360-de");
        await page.GotoAsync("/records");
        await Assertions.Expect(page.Locator(".planned li")).ToContainTextAsync("bleibt: eine Löschsperre liegt darauf");

        await page.GotoAsync("/records/audit?what=keeping");
        await Assertions.Expect(page.Locator("#proof")).ToContainTextAsync("Niemand hat eine Zeile geändert oder entfernt.");
        await Assertions.Expect(page.Locator(".record li")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".record li").First).ToContainTextAsync("hat eine Löschsperre gesetzt · Alte Rechnung · Rechtsstreit 4 O 17/26");
        await AssertFitsAsync(owner);
        await owner.PictureAsync("audit-360-de");
        Assert.That(owner.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task Every_screen_of_the_records_in_both_languages_sizes_and_colors(
        [Values("en-GB", "de-DE")] string language, [Values(360, 1280)] int width, [Values] bool isDark)
    {
        await using var owner = await Person.SitDownAsync(language, width, width == 360 ? 780 : 800, isDark ? ColorScheme.Dark : ColorScheme.Light);
        await owner.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var suffix = $"{width}-{language[..2]}-{(isDark ? "dark" : "light")}";
        foreach (var (address, name) in new[] { ("/records", "records"), ("/records/holds", "holds"), ("/records/audit", "audit"), ("/records/audit?what=readings", "audit-nothing") })
        {
            await owner.Page.GotoAsync(address);
            if (address.Contains("audit", StringComparison.Ordinal))
            {
                await Assertions.Expect(owner.Page.Locator("#proof .good")).ToBeVisibleAsync();
            }

            await AssertFitsAsync(owner);
            await owner.PictureAsync($"{name}-empty-{suffix}");
        }

        Assert.That(owner.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task A_type_is_changed_and_removed_and_a_hold_on_everything_is_lifted()
    {
        await using var owner = await Person.SitDownAsync();
        await owner.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var page = owner.Page;
        await page.GotoAsync("/records");
        foreach (var name in new[] { "Invoice", "invoice" })
        {
            await page.FillAsync("#new-type [name=name]", name);
            await page.ClickAsync("#new-type .primary");
        }

        await Assertions.Expect(page.Locator("[role=alert]")).ToHaveTextAsync("There is one with this name already.");
        await page.ClickAsync("[aria-label='Change Invoice']");
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        await owner.PictureAsync("records-change");
        await page.FillAsync(".changes [name=months]", "7");
        await page.ClickAsync(".changes .primary");
        await Assertions.Expect(page.Locator(".types li")).ToContainTextAsync("kept for 7 months");
        await page.ClickAsync("[aria-label='Change Invoice']");
        await page.CheckAsync(".changes [name=is-understood]");
        await page.ClickAsync("[aria-label='Remove Invoice']");
        await Assertions.Expect(page.Locator("#types")).ToContainTextAsync("There is no type yet.");

        await page.ClickAsync("text=Legal holds");
        await page.FillAsync("[name=reason]", "Tax audit");
        await page.ClickAsync("main form .primary");
        await Assertions.Expect(page.Locator("#holds li")).ToContainTextAsync("All letters of the account");
        await page.ClickAsync("[aria-label='Lift the hold: Tax audit']");
        await Assertions.Expect(page.Locator("#holds")).ToContainTextAsync("No hold lies on anything.");
        await Assertions.Expect(page.Locator("#released li")).ToContainTextAsync("Tax audit");
        await owner.PictureAsync("holds-lifted");
        await page.ClickAsync("text=Who did what");
        await Assertions.Expect(page.Locator(".record")).ToContainTextAsync("removed the type “Invoice”");
        await Assertions.Expect(page.Locator(".record")).ToContainTextAsync("lifted a hold on all letters");
        await owner.PictureAsync("audit-full");
        await page.SelectOptionAsync("[name=who]", "service");
        await page.ClickAsync(".asks .primary");
        await Assertions.Expect(page.Locator(".record li")).ToHaveCountAsync(2);
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        Assert.That(owner.Complaints.Where(complaint => !complaint.Contains(" 409 ", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task Type_and_date_are_set_on_the_letter_itself_and_taken_back()
    {
        await using var owner = await Person.SitDownAsync();
        await owner.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var page = owner.Page;
        await page.GotoAsync("/records");
        await page.FillAsync("#new-type [name=name]", "Offer");
        await page.ClickAsync("#new-type .primary");
        var letter = await owner.SendAsync(TestFolders.SmallPicture, "An offer");
        await owner.RestingAsync(letter);
        await page.GotoAsync($"/documents/{letter}");
        await page.ClickAsync(".filing summary");
        await page.SelectOptionAsync(".filing select", "Offer");
        await page.FillAsync(".filing [name=date]", "2026-03-31");
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        await owner.PictureAsync("document-filing");
        await page.ClickAsync(".filing button");
        await Assertions.Expect(page.Locator(".known").First).ToContainTextAsync("31 March 2026");
        await Assertions.Expect(page.Locator(".known").First).ToContainTextAsync("Offer");
        await page.ClickAsync("#said button");
        await Assertions.Expect(page.Locator(".known").First).Not.ToContainTextAsync("Offer");
        await page.ClickAsync(".ways >> text=Legal hold");
        await Assertions.Expect(page.Locator("h2").First).ToHaveTextAsync("Place a hold on “An offer”");
        Assert.That(owner.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task A_record_that_cannot_be_checked_says_so_and_one_that_was_tampered_with_too()
    {
        await using var owner = await Person.SitDownAsync("de-DE");
        var customer = await Screens.Service.NewCustomerAsync();
        await owner.ComeInAsync(customer);
        await owner.Page.RouteAsync("**/records/audit/proof", route => route.AbortAsync());
        await owner.Page.GotoAsync("/records/audit");
        await Assertions.Expect(owner.Page.Locator("#proof")).ToContainTextAsync("Die Siegel ließen sich nicht prüfen.");
        await owner.PictureAsync("audit-unchecked-de");
        await owner.Page.UnrouteAsync("**/records/audit/proof");
        await owner.Page.ClickAsync("#proof button");
        await Assertions.Expect(owner.Page.Locator("#proof .good")).ToBeVisibleAsync();

        // Whoever has the database can put a line in, and cannot seal it.
        await Screens.Service.Services.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(new AuditEntry { Mac = new byte[32], AccountId = customer.Account, Sequence = 3, At = DateTimeOffset.UnixEpoch, ActorKind = ActorKind.System, Action = AuditAction.DocumentPurged, Outcome = AuditOutcome.Done, PreviousMac = new byte[32] });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        await owner.Page.ReloadAsync();
        await Assertions.Expect(owner.Page.Locator("#proof [role=alert]")).ToContainTextAsync("Jemand hat am Protokoll etwas verändert, ab Zeile 3.");
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        await owner.PictureAsync("audit-tampered-de");
    }

    private static async Task AssertFitsAsync(Person person)
    {
        Assert.That(await person.BarriersAsync(), Is.Empty);
        Assert.That(await person.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True, "Nothing hangs out at the side.");
    }
}
