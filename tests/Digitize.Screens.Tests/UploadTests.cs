using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class UploadTests
{
    [Test]
    public async Task A_letter_is_dropped_and_read_while_one_looks()
    {
        await using var person = await NewPersonAsync();
        await person.Page.GotoAsync("/documents");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        var letter = Convert.ToBase64String(await File.ReadAllBytesAsync(TestFolders.Sample("kassenbon.jpg")));
        await person.Page.EvaluateAsync("""
            (letter) => {
              const bytes = Uint8Array.from(atob(letter), (c) => c.charCodeAt(0))
              window.dropped = new DataTransfer()
              dropped.items.add(new File([bytes], 'Bon vom Bäcker.jpg', { lastModified: 1 }))
              dispatchEvent(new DragEvent('dragenter', { dataTransfer: dropped }))
            }
            """, letter);
        await Assertions.Expect(person.Page.Locator("#target")).ToContainTextAsync("PDF, TIFF, JPEG");
        await person.PictureAsync("drop-target");
        await person.Page.EvaluateAsync("dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, cancelable: true }))");
        await Assertions.Expect(person.Page.Locator("#target")).ToBeHiddenAsync();
        await Assertions.Expect(person.Page.Locator("#tray [data-sum]")).ToHaveTextAsync("1 document added");
        var row = person.Page.Locator(".row", new() { HasText = "Bon vom Bäcker" });
        await Assertions.Expect(row).ToHaveAttributeAsync("data-state", "completed", new() { Timeout = 40_000 });
        await Assertions.Expect(row.Locator(".state")).ToContainTextAsync("1 page");
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    public async Task What_is_not_accepted_is_told_beside_the_file_in_German()
    {
        await using var person = await NewPersonAsync("de-DE", 360, 780);
        await person.Page.GotoAsync("/documents");
        await person.Page.SetInputFilesAsync("#picker",
        [
            new FilePayload { Name = "Notizen.docx", MimeType = "application/msword", Buffer = [1, 2, 3] },
            new FilePayload { Name = "leer.pdf", MimeType = "application/pdf", Buffer = [] },
            new FilePayload { Name = "umbenannt.pdf", MimeType = "application/pdf", Buffer = "MZ this is a program"u8.ToArray() },
        ]);
        await Assertions.Expect(Line(person, "Notizen.docx")).ToContainTextAsync("Das ist kein Scan.");
        await Assertions.Expect(Line(person, "leer.pdf")).ToContainTextAsync("Die Datei ist leer.");
        await Assertions.Expect(Line(person, "umbenannt.pdf")).ToContainTextAsync("Das ist kein lesbarer Scan");
        await person.PictureAsync("tray-refused-360-de");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.Page.ClickAsync("[data-clears]");
        await Assertions.Expect(person.Page.Locator("#tray")).ToBeHiddenAsync();
    }

    [Test]
    public async Task An_upload_survives_cut_lines_and_a_reload()
    {
        await using var person = await NewPersonAsync();
        const int Speed = 6_000_000;
        await person.Page.GotoAsync("/documents");
        var sent = new byte[20_000_000];
        "%PDF-1.7\n"u8.CopyTo(sent);
        "%%EOF\n"u8.CopyTo(sent.AsSpan(^6));
        var file = Path.Combine(Directory.CreateTempSubdirectory("digitize-screens-file-").FullName, "Akte.pdf");
        await File.WriteAllBytesAsync(file, sent);
        var begun = 0;
        person.Page.Request += (_, request) => begun += request is { Method: "POST" } && request.Url.EndsWith("/api/v1/uploads", StringComparison.Ordinal) ? 1 : 0;
        var line = await person.SlowDownAsync(Speed);
        await person.Page.SetInputFilesAsync("#picker", file);
        var state = Line(person, "Akte.pdf").Locator(".state");
        foreach (var far in new[] { "^[2-9]\\.?[0-9]? MB of", "^1[0-9]\\.?[0-9]? MB of" })
        {
            await Assertions.Expect(state).ToHaveTextAsync(new Regex(far), new() { Timeout = 20_000 });
            await Person.SetLineAsync(line, isCut: true, Speed);
            await Assertions.Expect(state).ToContainTextAsync("Waiting for the line");
            await Person.SetLineAsync(line, isCut: false, Speed);
        }

        await Assertions.Expect(state).ToHaveTextAsync(new Regex("^1[0-9]\\.?[0-9]? MB of"), new() { Timeout = 20_000 });
        await person.Page.ReloadAsync();
        await Assertions.Expect(person.Page.Locator("#tray [data-sum]")).ToHaveTextAsync("1 document added", new() { Timeout = 30_000 });
        Assert.That(begun, Is.EqualTo(1), "It went on where it was, and did not begin again.");
        var original = await person.Page.EvaluateAsync<int>("async () => { const { documents } = await (await fetch('/api/v1/documents')).json(); return (await (await fetch(`/api/v1/documents/${documents[0].id}/original`)).arrayBuffer()).byteLength }");
        Assert.That(original, Is.EqualTo(sent.Length));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Test]
    public async Task What_waits_in_the_browser_goes_into_no_other_account()
    {
        await using var person = await NewPersonAsync();
        await person.Page.GotoAsync("/documents");
        await person.Page.RouteAsync("**/api/v1/uploads**", route => route.AbortAsync());
        await person.Page.SetInputFilesAsync("#picker", TestFolders.Sample("kassenbon.jpg"));
        await Assertions.Expect(Line(person, "kassenbon.jpg")).ToContainTextAsync("Waiting for the line");
        await person.Page.UnrouteAsync("**/api/v1/uploads**");
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await person.Page.GotoAsync("/documents");
        await Assertions.Expect(person.Page.Locator(".message h2")).ToHaveTextAsync("Your letters will be here");
        await Assertions.Expect(person.Page.Locator("#tray")).ToBeHiddenAsync();
        Assert.That(await person.Page.EvaluateAsync<int>("async () => (await (await fetch('/api/v1/documents')).json()).documents.length"), Is.Zero);
    }

    private static async Task<Person> NewPersonAsync(string language = "en-GB", int width = 1280, int height = 800)
    {
        var person = await Person.SitDownAsync(language, width, height);
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        return person;
    }

    private static ILocator Line(Person person, string name) => person.Page.Locator("#tray li", new() { HasText = name });
}
