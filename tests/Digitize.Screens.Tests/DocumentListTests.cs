using System.Globalization;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class DocumentListTests
{
    [Test]
    public async Task A_search_answers_while_one_types_with_the_words_marked()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync("/documents");
        await person.Page.Keyboard.PressAsync("/");
        await person.Page.Keyboard.TypeAsync("grundst");
        await Assertions.Expect(person.Page.Locator(".row")).ToHaveCountAsync(1);
        await Assertions.Expect(person.Page.Locator(".snippet mark").First).ToContainTextAsync("Grundst", new() { IgnoreCase = true });
        await person.PictureAsync("search");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.Page.FillAsync("input[type=search]", "nirgendwo");
        await Assertions.Expect(person.Page.Locator(".message h2")).ToHaveTextAsync("Nothing found");
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    public async Task Shelves_orders_and_tags_show_what_belongs_to_them()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync("de-DE", 360, 780, ColorScheme.Dark);
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync("/documents?order=Title");
        await Assertions.Expect(person.Page.Locator(".row .title")).ToHaveTextAsync(["Grundsteuerbescheid 2026", "Kassenbon"]);
        await person.Page.GotoAsync("/documents?order=Oldest");
        await Assertions.Expect(person.Page.Locator(".row .title").First).ToHaveTextAsync("Grundsteuerbescheid 2026");
        await person.Page.ClickAsync("text=Zu prüfen");
        await Assertions.Expect(person.Page.Locator(".message h2")).ToHaveTextAsync("Nichts zu prüfen");
        await person.Page.ClickAsync(".shelves >> text=In Arbeit");
        await Assertions.Expect(person.Page.Locator(".message h2")).ToHaveTextAsync("Alles ist gelesen");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    public async Task What_is_deleted_can_be_taken_back_at_once_and_from_the_trash()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await AddPlainAsync(customer, 5);
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(customer);
        await person.Page.GotoAsync("/documents");
        await Assertions.Expect(person.Page.Locator(".row")).ToHaveCountAsync(5);

        foreach (var key in new[] { "j", "x", "j", "x" })
        {
            await person.Page.Keyboard.PressAsync(key);
        }

        await Assertions.Expect(person.Page.Locator("#selection [data-number]")).ToHaveTextAsync("2 selected");
        await person.PictureAsync("selection");
        await person.Page.Keyboard.PressAsync("#");
        await Assertions.Expect(person.Page.Locator(".said")).ToContainTextAsync("2 documents are in the trash.");
        await Assertions.Expect(person.Page.Locator(".row:visible")).ToHaveCountAsync(3);
        await person.Page.Keyboard.PressAsync("z");
        await Assertions.Expect(person.Page.Locator(".row:visible")).ToHaveCountAsync(5);

        await PickFirstAsync(person);
        await person.Page.ClickAsync("#selection [data-does=trash]");
        await Assertions.Expect(person.Page.Locator(".said")).ToContainTextAsync("is in the trash.");
        await person.Page.GotoAsync("/trash");
        await Assertions.Expect(person.Page.Locator(".row .state")).ToContainTextAsync("Goes for good in 30 days");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("trash");
        await PickFirstAsync(person);
        await person.Page.ClickAsync("#selection [data-does=restore]");
        await Assertions.Expect(person.Page.Locator(".message h2")).ToHaveTextAsync("The trash is empty");
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task A_long_list_goes_on_as_one_scrolls_and_tells_every_document_once()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await AddPlainAsync(customer, 90);
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(customer);
        foreach (var order in new[] { "Newest", "Oldest", "Title" })
        {
            await person.Page.GotoAsync($"/documents?order={order}");
            for (var tries = 0; tries < 100 && await person.Page.Locator(".more").CountAsync() > 0; tries++)
            {
                await person.Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
                await Task.Delay(40);
            }

            var titles = await person.Page.Locator(".row .title").AllTextContentsAsync();
            Assert.That(titles, Has.Count.EqualTo(90).And.Unique, order);
            Assert.That(titles, order == "Newest" ? Is.Ordered.Descending : Is.Ordered, order);
        }

        Assert.That(person.Complaints, Is.Empty);
    }

    /// <summary>What the first view takes is printed; its weight is promised.</summary>
    [Test]
    [LongForm]
    public async Task The_first_view_of_ten_thousand_letters_is_light()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await AddPlainAsync(customer, 10_000);
        for (var visit = 1; visit <= 3; visit++)
        {
            await using var person = await Person.SitDownAsync();
            await person.ComeInAsync(customer);
            await person.Page.GotoAsync("/documents");
            await Assertions.Expect(person.Page.Locator(".row").First).ToBeVisibleAsync();
            var view = (await person.Page.EvaluateAsync("""
                () => {
                  const [navigation] = performance.getEntriesByType('navigation')
                  const bytes = [navigation, ...performance.getEntriesByType('resource')].reduce((sum, entry) => sum + entry.transferSize, 0)
                  return { bytes, painted: performance.getEntriesByName('first-contentful-paint')[0].startTime, loaded: navigation.loadEventEnd }
                }
                """))!.Value;
            TestContext.Out.WriteLine($"visit {visit}: {view.GetProperty("bytes").GetDouble() / 1000:0} KB, painted after {view.GetProperty("painted").GetDouble():0} ms, loaded after {view.GetProperty("loaded").GetDouble():0} ms");
            Assert.That(view.GetProperty("bytes").GetDouble(), Is.InRange(1_000, 600_000));
            Assert.That(person.Complaints, Is.Empty);
        }
    }

    [Test]
    [LongForm]
    public async Task The_list_says_when_the_service_is_away_and_tries_again()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync("/documents");
        await person.Page.RouteAsync("**/documents/rows**", route => route.AbortAsync());
        await person.Page.FillAsync("input[type=search]", "kassenbon");
        await Assertions.Expect(person.Page.Locator(".message h2")).ToHaveTextAsync("The list could not be fetched");
        await person.PictureAsync("list-failed");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.Page.UnrouteAsync("**/documents/rows**");
        await person.Page.ClickAsync("[data-tries]");
        await Assertions.Expect(person.Page.Locator(".row")).ToHaveCountAsync(1);
    }

    [Test]
    [LongForm]
    public async Task A_reader_sees_letters_and_no_way_to_change_them()
    {
        var customer = await Screens.Service.NewCustomerAsync(Role.Reader);
        await AddPlainAsync(customer, 1);
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(customer);
        await person.Page.GotoAsync("/documents");
        await Assertions.Expect(person.Page.Locator(".row")).ToHaveCountAsync(1);
        Assert.That(await person.Page.Locator("[data-adds], [data-does=trash], #tray").CountAsync(), Is.Zero);
        Assert.That(person.Complaints, Is.Empty);
    }

    /// <summary>A row that is drawn anew between the press and the release of the button takes no click, as under any hand.</summary>
    private static async Task PickFirstAsync(Person person)
    {
        for (var attempt = 0; attempt < 5 && !await person.Page.Locator("#selection").IsVisibleAsync(); attempt++)
        {
            await person.Page.Locator(".pick").First.ClickAsync();
        }
    }

    /// <summary>Documents that nobody has to read: rows alone, as they are once a file has failed.</summary>
    private static async Task AddPlainAsync(Customer customer, int count)
    {
        using var random = RandomNumberGenerator.Create();
        await using var db = Screens.Service.Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
        for (var number = 1; number <= count; number++)
        {
            var (id, blob) = (Guid.CreateVersion7().ToString().ToUpperInvariant(), BlobKey.New(customer.Account.ToString(), random).Value);
            var (title, at) = ($"Brief {number.ToString("000", CultureInfo.InvariantCulture)}", DateTimeOffset.UnixEpoch.AddDays(20_000 + number).ToUnixTimeMilliseconds());
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO documents (id, account_id, file_name, title, languages, source, split, state, reading, failure_code, page_count, pages_done, failed_pages, original_blob, original_length, original_sha256, wrapped_key, received_at)
                VALUES ({id}, {customer.Account.Value.ToString().ToUpperInvariant()}, 'brief.pdf', {title}, 'deu', 'upload', 'None', 'Failed', 1, 'Damaged', NULL, 0, 0, {blob}, 1, {new byte[32]}, {new byte[60]}, {at})
                """);
        }
    }
}
