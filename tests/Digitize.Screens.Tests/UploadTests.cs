using System.Diagnostics;
using System.Security.Cryptography;
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
    public Task An_upload_survives_cut_lines_and_a_reload() => SurviveAsync(20, bytesPerSecond: 6_000_000, cutsAt: [0.1, 0.5], reloadAt: 0.5);

    /// <summary>What a scanner makes of a thick file, over a line that is cut three times.</summary>
    [Test]
    [LongForm]
    public async Task Half_a_gigabyte_survives_three_cut_lines_and_a_reload()
    {
        var before = Environment.WorkingSet;
        using var watching = new CancellationTokenSource();
        var peak = Task.Run(async () =>
        {
            var most = 0L;
            while (!watching.IsCancellationRequested)
            {
                most = Math.Max(most, Environment.WorkingSet);
                await Task.Delay(100);
            }

            return most;
        });
        var began = Stopwatch.GetTimestamp();
        await SurviveAsync(500, bytesPerSecond: 25_000_000, cutsAt: [0.15, 0.4, 0.65], reloadAt: 0.8);
        var took = Stopwatch.GetElapsedTime(began);
        await watching.CancelAsync();
        var grown = (await peak - before) / 1_000_000;
        await TestContext.Out.WriteLineAsync(FormattableString.Invariant($"500 MB in {took.TotalSeconds:0} s, at 25 MB a second; the process with the service grew by {grown} MB at most."));
        Assert.That(grown, Is.LessThan(250), "Megabytes: what comes in is written through, and not gathered.");
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

    /// <param name="cutsAt">Shares of the file after which the line is cut.</param>
    private static async Task SurviveAsync(int megabytes, int bytesPerSecond, double[] cutsAt, double reloadAt)
    {
        await using var person = await NewPersonAsync();
        var patience = new LocatorAssertionsToHaveTextOptions { Timeout = 20_000 + (4_000_000_000f * megabytes / bytesPerSecond) };
        await person.Page.GotoAsync("/documents");
        var folder = Directory.CreateTempSubdirectory("digitize-screens-file-");
        var file = Path.Combine(folder.FullName, "Akte.pdf");
        WriteHollowPdf(file, megabytes * 1_000_000L);
        var begun = 0;
        person.Page.Request += (_, request) => begun += request is { Method: "POST" } && request.Url.EndsWith("/api/v1/uploads", StringComparison.Ordinal) ? 1 : 0;
        var line = await person.SlowDownAsync(bytesPerSecond);
        await person.Page.SetInputFilesAsync("#picker", file);
        var state = Line(person, "Akte.pdf").Locator(".state");
        foreach (var share in cutsAt)
        {
            await FarAsync(person, share * megabytes, patience.Timeout.Value);
            await Person.SetLineAsync(line, isCut: true, bytesPerSecond);
            await Assertions.Expect(state).ToContainTextAsync("Waiting for the line");
            await Person.SetLineAsync(line, isCut: false, bytesPerSecond);
        }

        await FarAsync(person, reloadAt * megabytes, patience.Timeout.Value);
        await person.Page.ReloadAsync();
        await Assertions.Expect(person.Page.Locator("#tray [data-sum]")).ToHaveTextAsync("1 document added", patience);
        Assert.That(begun, Is.EqualTo(1), "It went on where it was, and did not begin again.");
        var original = await person.Page.EvaluateAsync<string>("async () => { const { documents } = await (await fetch('/api/v1/documents')).json(); const bytes = await (await fetch(`/api/v1/documents/${documents[0].id}/original`)).arrayBuffer(); return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('') }");
        await using (var sent = File.OpenRead(file))
        {
            Assert.That(original, Is.EqualTo(Convert.ToHexStringLower(await SHA256.HashDataAsync(sent))), "What was stored is what was sent, to the bit.");
        }

        await person.TellAsync("DELETE", await person.NewestAsync(), null);
        folder.Delete(recursive: true);
    }

    /// <summary>The intake looks at the beginning and at the end; in between each megabyte has its own mark, so that a piece at another place would show. The rest are holes, which cost no disk.</summary>
    private static void WriteHollowPdf(string path, long length)
    {
        using var file = File.Create(path);
        file.SetLength(length);
        for (var at = 0L; at < length - 8; at += 1_000_000)
        {
            file.Position = at;
            file.Write(BitConverter.GetBytes(at));
        }

        file.Position = 0;
        file.Write("%PDF-1.7\n"u8);
        file.Position = length - 6;
        file.Write("%%EOF\n"u8);
    }

    /// <summary>Once the tray tells that this much has left.</summary>
    private static async Task FarAsync(Person person, double megabytes, float timeout) => await person.Page.WaitForFunctionAsync(
        "(megabytes) => { const said = document.querySelector('#tray li .state')?.textContent.match(/^([0-9.,]+) MB of/); return said && Number(said[1].replace(',', '')) >= megabytes }", megabytes, new PageWaitForFunctionOptions { Timeout = timeout });

    private static async Task<Person> NewPersonAsync(string language = "en-GB", int width = 1280, int height = 800)
    {
        var person = await Person.SitDownAsync(language, width, height);
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        return person;
    }

    private static ILocator Line(Person person, string name) => person.Page.Locator("#tray li", new() { HasText = name });
}
