using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

/// <summary>Pages as pictures over HTTP, drawn by the real child.</summary>
public sealed class PagePictureTests
{
    private const int Pages = 3;

    private static readonly string Sample = Path.Combine(SourceFolder.Path, "..", "..", "samples", "stadtwerke-jahresrechnung.pdf");

    [Test]
    public async Task A_page_is_shown_as_a_picture_of_200_dpi_or_of_a_width_and_not_drawn_for_who_has_it()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var client = service.Client(await service.AddKeyAsync(account));
        using var stranger = await service.NewCustomerAsync("Andere");
        var id = await client.SendLetterAsync();
        var page = $"/api/v1/documents/{id}/pages/2";
        await (await client.GetAsync($"{page}/picture")).AssertProblemAsync(409, "not-ready");
        await CompleteAsync(service, account, id);

        using var whole = await client.GetAsync($"{page}/picture");
        Assert.That(whole.StatusCode, Is.EqualTo(HttpStatusCode.OK), await whole.Content.ReadAsStringAsync());
        Assert.That(whole.Content.Headers.ContentType?.MediaType, Is.EqualTo("image/jpeg"));
        Assert.That(whole.Content.Headers.ContentDisposition?.DispositionType, Is.EqualTo("attachment"));
        Assert.That(whole.Content.Headers.ContentDisposition?.FileNameStar, Is.EqualTo("Brief an Müller-2.jpg"));
        Assert.That(whole.Headers.GetValues("Content-Security-Policy").Single(), Is.EqualTo("sandbox; default-src 'none'"));
        Assert.That(whole.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(SizeOf(await whole.Content.ReadAsByteArrayAsync()), Is.EqualTo((1653, 2339)));
        Assert.That(SizeOf(await client.GetByteArrayAsync($"{page}/picture?width=400&version=1")), Is.EqualTo((400, 566)));

        using var known = new HttpRequestMessage(HttpMethod.Get, $"{page}/picture") { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        Assert.That((await client.SendAsync(known)).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        await (await client.GetAsync($"{page}/picture?width=401")).AssertProblemAsync(400, "bad-request");
        foreach (var nothing in new[] { $"{page}/picture?version=2", $"/api/v1/documents/{id}/pages/4/picture", $"/api/v1/documents/{id}/pages/0/picture", $"/api/v1/documents/{id}/pages/two/picture" })
        {
            await (await client.GetAsync(nothing)).AssertProblemAsync(404, "not-found");
        }

        await (await stranger.GetAsync($"{page}/picture")).AssertProblemAsync(404, "not-found");
        await (await stranger.GetAsync($"{page}/thumbnail")).AssertProblemAsync(404, "not-found");
    }

    [Test]
    public async Task A_thumbnail_is_drawn_once_for_all_who_ask_kept_unreadable_and_gone_with_its_document()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var client = service.Client(await service.AddKeyAsync(account));
        var id = await client.SendLetterAsync();
        await CompleteAsync(service, account, id);
        var path = $"/api/v1/documents/{id}/pages/1/thumbnail";
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.GetByteArrayAsync(path)));
        Assert.That(answers.Select(Convert.ToHexString).Distinct().Count(), Is.EqualTo(1));
        Assert.That(SizeOf(answers[0]), Is.EqualTo((226, 320)));
        var kept = (await ThumbnailsAsync(service)).Single();
        Assert.That(File.ReadAllBytes(BlobFile(service, kept)).AsSpan().IndexOf(answers[0].AsSpan(0, 100)), Is.Negative);

        using var whole = await client.GetAsync(path);
        using var part = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(5, 12) } };
        using var cut = await client.SendAsync(part);
        Assert.That((cut.StatusCode, Convert.ToHexString(await cut.Content.ReadAsByteArrayAsync())), Is.EqualTo((HttpStatusCode.PartialContent, Convert.ToHexString(answers[0][5..13]))));
        using var known = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        Assert.That((await client.SendAsync(known)).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));

        // As after a restore: the row is there, and no backup had the blob.
        File.Delete(BlobFile(service, kept));
        Assert.That(await client.GetByteArrayAsync(path), Is.EqualTo(answers[0]));
        var again = (await ThumbnailsAsync(service)).Single();
        Assert.That(again, Is.Not.EqualTo(kept));

        await client.DeleteAsync($"/api/v1/documents/{id}");
        service.Clock.Pass(DocumentTrash.Keep);
        await service.Services.GetRequiredService<Purge>().RunAsync(CancellationToken.None);
        Assert.That(await ThumbnailsAsync(service), Is.Empty);
        Assert.That(Directory.EnumerateFiles(Path.Combine(service.Folder, "blobs"), "*", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task A_machine_that_cannot_lock_letters_away_draws_none_and_serves_the_rest()
    {
        const IsolationLevel MoreThanThereIs = (IsolationLevel)99;
        await using var service = await TestService.StartAsync(isolation: MoreThanThereIs);
        var account = await service.AddAccountAsync("Muster GmbH");
        using var client = service.Client(await service.AddKeyAsync(account));
        var id = await client.SendLetterAsync();
        await CompleteAsync(service, account, id);
        await (await client.GetAsync($"/api/v1/documents/{id}/pages/1/picture")).AssertProblemAsync(503, "no-pictures");
        await (await client.GetAsync($"/api/v1/documents/{id}/pages/1/thumbnail")).AssertProblemAsync(503, "no-pictures");
        Assert.That(service.Log.All, Does.Contain("There are no pictures of pages here."));
        Assert.That(await client.GetByteArrayAsync($"/api/v1/documents/{id}/pdf"), Is.EqualTo(await File.ReadAllBytesAsync(Sample)));
    }

    private static DigitizeDatabase Database(TestService service) => service.Services.GetRequiredService<DigitizeDatabase>();

    private static async Task<List<BlobKey>> ThumbnailsAsync(TestService service)
    {
        await using var db = Database(service).Open(CurrentAccount.Everyone);
        return await db.Thumbnails.Select(row => row.Blob).ToListAsync();
    }

    private static string BlobFile(TestService service, BlobKey key) => Path.Combine(service.Folder, "blobs", key.Value);

    private static (int Width, int Height) SizeOf(byte[] picture)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.picture");
        File.WriteAllBytes(file, picture);
        using var source = SourceFile.Open(file, new PageOptions(), CancellationToken.None);
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        return (page.Image.Width, page.Image.Height);
    }

    /// <summary>What reading and assembling bring, without a reader: a version of three pages.</summary>
    internal static async Task CompleteAsync(TestService service, AccountId account, string id)
    {
        var document = DocumentId.TryParse(id)!.Value;
        await using var db = Database(service).Open(CurrentAccount.Of(account));
        var keys = await new DocumentQueries(db).KeysAsync(document, CancellationToken.None);
        var blob = BlobKey.New(account.ToString(), RandomNumberGenerator.Create());
        await using var pdf = File.OpenRead(Sample);
        var receipt = await service.Services.GetRequiredService<EncryptedBlobs>().WriteAsync(keys!, blob, pdf, CancellationToken.None);
        var now = service.Clock.GetUtcNow();
        var found = new Inspection(FileFormat.Pdf, [.. Enumerable.Range(1, Pages).Select(page => new InspectedPage(new PageNumber(page), true, new PageSize(595, 842), null))], false, null);
        await Database(service).WriteAsync(CurrentAccount.Everyone, async rows =>
        {
            await Transitions.StartRecognizingAsync(rows, account, document, 1, found, null, now);
            await rows.SaveChangesAsync();
            foreach (var page in found.Pages)
            {
                await Transitions.SettlePageAsync(rows, document, 1, new ReadPage(page.Number));
            }

            await Transitions.StartAssemblingAsync(rows, document, 1, now);
            var version = new DocumentVersion { DocumentId = document, AccountId = account, Number = 1, Reason = "first reading", Title = "Brief", Languages = "deu", PdfBlob = blob, PdfLength = receipt.Length, PdfSha256 = receipt.Sha256, IsPdfA = true, Pages = Pages, FailedPages = 0, CreatedAt = now };
            rows.Add(version);
            await rows.SaveChangesAsync();
            Assert.That(await Transitions.CompleteAsync(rows, 1, version, now));
        }, CancellationToken.None);
    }
}
