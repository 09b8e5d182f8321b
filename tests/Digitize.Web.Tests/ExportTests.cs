using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Digitize.Accounts;
using Digitize.Exports;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class ExportTests
{
    private const string Exports = "/api/v1/account/exports";

    [Test]
    public async Task An_owner_has_everything_made_into_a_file_and_fetches_it_by_a_link_that_runs_out()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var owner = await service.SignInAsync("chefin@example.org", (await service.AddUserAsync("chefin@example.org", account, Role.Owner)).Password);
        var letter = await owner.SendLetterAsync(Requests.Pdf("Zählerstand"));
        using var asked = await owner.PostAsync(Exports, null);
        Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        var waiting = await (await owner.GetAsync(asked.Headers.Location)).JsonAsync();
        Assert.That((waiting.GetProperty("state").GetString(), waiting.GetProperty("link").GetString()), Is.EqualTo(("waiting", (string?)null)));
        await service.Services.GetRequiredService<ExportJob>().RunAsync(CancellationToken.None);

        var ready = (await (await owner.GetAsync(Exports)).JsonAsync()).EnumerateArray().Single();
        var link = ready.GetProperty("link").GetString()!;
        using var stranger = service.Client();
        using var fetched = await stranger.GetAsync(link);
        Assert.That((fetched.StatusCode, fetched.Content.Headers.ContentType?.MediaType, fetched.Content.Headers.ContentLength), Is.EqualTo((HttpStatusCode.OK, "application/zip", ready.GetProperty("bytes").GetInt64())));
        using (var zip = new ZipArchive(await fetched.Content.ReadAsStreamAsync()))
        {
            Assert.That(zip.Entries.Select(entry => entry.FullName), Has.Some.EndsWith($"{letter[^8..]}/original"));
        }

        using var piece = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(2, 3) } };
        Assert.That((await stranger.SendAsync(piece)).StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        await (await stranger.GetAsync(link[..^1] + (link[^1] == '0' ? '1' : '0'))).AssertProblemAsync(404, "not-found");
        var told = (await (await owner.GetAsync("/api/v1/audit?limit=500")).JsonAsync()).GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()).ToList();
        Assert.That(told.Where(action => action!.StartsWith("export", StringComparison.Ordinal)), Is.EqualTo(new[] { "exportRequested", "exportMade", "exportFetched" }));
        service.Clock.Pass(AccountExports.LinkLife + TimeSpan.FromMinutes(1));
        await (await stranger.GetAsync(link)).AssertProblemAsync(404, "not-found");
    }

    [Test]
    public async Task Neither_members_nor_keys_carry_an_account_away()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var member = await service.SignInAsync("mitarbeit@example.org", (await service.AddUserAsync("mitarbeit@example.org", account, Role.Member)).Password);
        using var program = service.Client(await service.AddKeyAsync(account));
        await (await member.PostAsync(Exports, null)).AssertProblemAsync(403, "forbidden");
        await (await program.PostAsync(Exports, null)).AssertProblemAsync(403, "forbidden");
        using var stranger = await service.NewCustomerAsync("Andere");
        await (await stranger.GetAsync($"{Exports}/{ExportId.New(service.Clock)}")).AssertProblemAsync(403, "forbidden");
    }
}
