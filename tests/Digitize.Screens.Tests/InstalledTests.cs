using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

/// <summary>The screens as an application on a device.</summary>
public sealed class InstalledTests
{
    [Test]
    public async Task The_browser_finds_nothing_that_stands_against_installing()
    {
        await using var person = await Person.TakePhoneAsync("de-DE");
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await person.Page.GotoAsync("/documents");
        await person.WorkerReadyAsync();
        var tools = await person.ToolsAsync();
        var manifest = (await tools.SendAsync("Page.getAppManifest"))!.Value;
        Assert.That(manifest.GetProperty("errors").EnumerateArray(), Is.Empty);
        var errors = (await tools.SendAsync("Page.getInstallabilityErrors"))!.Value.GetProperty("installabilityErrors").EnumerateArray().Select(error => error.GetProperty("errorId").GetString());

        // A test's browser keeps nothing, and so installs nothing; that is all it finds.
        Assert.That(errors.Where(error => error != "in-incognito"), Is.Empty);
        using var said = JsonDocument.Parse(manifest.GetProperty("data").GetString()!);
        Assert.That(said.RootElement.GetProperty("shortcuts")[0].GetProperty("url").GetString(), Is.EqualTo("/capture"));
        using var client = new HttpClient { BaseAddress = new Uri(Screens.Service.Address) };
        foreach (var icon in said.RootElement.GetProperty("icons").EnumerateArray().Where(icon => icon.GetProperty("type").GetString() == "image/png"))
        {
            var bytes = await client.GetByteArrayAsync(icon.GetProperty("src").GetString());
            Assert.That($"{BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16))}x{BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20))}", Is.EqualTo(icon.GetProperty("sizes").GetString()));
        }

        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    public async Task The_worker_keeps_the_files_of_one_version_more_and_nothing_of_a_person()
    {
        await using var person = await Person.TakePhoneAsync();
        await person.Page.GotoAsync("/sign-in");
        await person.Page.EvaluateAsync("async () => { for (const version of ['older', 'old']) await (await caches.open(`digitize-files-${version}`)).put('/x', new Response('x')) }");
        var customer = await Screens.Service.NewCustomerAsync();
        await person.ComeInAsync(customer);
        await person.Page.GotoAsync("/documents");
        await person.WorkerReadyAsync();
        await person.Page.GotoAsync("/account");
        await person.Page.ReloadAsync();
        var kept = await person.Page.EvaluateAsync<string[]>("""
            async () => {
              const all = []
              for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) all.push(`${name} ${new URL(request.url).pathname} ${await (await caches.match(request, { cacheName: name })).text()}`)
              return all
            }
            """);
        Assert.That(kept, Has.None.Contains(customer.Account.ToString()).And.None.Contains(customer.Login).And.None.Contains(customer.User.ToString()));
        Assert.That(kept.Select(each => each.Split(' ')[1]).Where(path => !path.StartsWith("/assets/", StringComparison.Ordinal)).Distinct(), Is.EquivalentTo(new[] { "/capture", "/offline", "/digitize-choices", "/x" }));
        Assert.That(kept.Select(each => each.Split(' ')[0]).Distinct(), Has.Some.EqualTo("digitize-files-old").And.None.EqualTo("digitize-files-older"));
    }

    [Test]
    [LongForm]
    public async Task Without_the_line_a_page_in_the_same_language_and_colors_says_what_is_possible()
    {
        await using var person = await Person.TakePhoneAsync("de-DE");
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await person.Page.GotoAsync("/documents");
        await person.Page.ClickAsync(".bar .menu summary");
        await person.Page.ClickAsync(".bar [name=theme][value=dark]");
        await person.WorkerReadyAsync();
        await Assertions.Expect(person.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await person.SetOfflineAsync(true);
        await person.Page.GotoAsync("/documents?show=InWork");
        await Assertions.Expect(person.Page.Locator("[data-away]")).ToContainTextAsync("Der Dienst ist gerade nicht erreichbar.");
        await Assertions.Expect(person.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.That(await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("offline-360-de-dark");
        await person.SetOfflineAsync(false);
        await person.Page.GotoAsync("/documents");
        await Assertions.Expect(person.Page.Locator("h1")).ToHaveTextAsync("Dokumente");
        Assert.That(person.Complaints.Where(each => !each.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task What_another_application_shares_comes_into_the_same_queue()
    {
        await using var person = await Person.TakePhoneAsync();
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await person.Page.GotoAsync("/documents");
        await person.WorkerReadyAsync();
        var letter = Convert.ToBase64String(await File.ReadAllBytesAsync(TestFolders.SmallPicture));

        // As the system does it: a form by POST, with files in it.
        await person.Page.EvaluateAsync("""
            (letter) => {
              const form = Object.assign(document.createElement('form'), { method: 'post', action: '/share', enctype: 'multipart/form-data' })
              const field = Object.assign(document.createElement('input'), { type: 'file', name: 'files', multiple: true })
              const files = new DataTransfer()
              for (const name of ['Rechnung.png', 'Notizen.docx']) files.items.add(new File([Uint8Array.from(atob(letter), (c) => c.charCodeAt(0))], name))
              field.files = files.files
              form.append(field)
              document.body.append(form)
              form.submit()
            }
            """, letter);
        await Assertions.Expect(person.Page.Locator("#tray li", new() { HasText = "Notizen.docx" })).ToContainTextAsync("This is no scan.");
        await Assertions.Expect(person.Page.Locator("#tray [data-sum]")).ToHaveTextAsync("1 document added");
        Assert.That(await person.TitlesAsync(), Is.EqualTo(new[] { "Rechnung" }));
        Assert.That(person.Page.Url, Does.EndWith("/offline"));

        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Screens.Service.Address) };
        using var withoutWorker = await client.PostAsync("/share", new ByteArrayContent([1]));
        Assert.That(withoutWorker.Headers.Location!.OriginalString, Is.EqualTo("/offline?shared=lost"));
    }
}
