using System.Net;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class BackupTests
{
    [Test]
    public async Task An_owner_erases_a_letter_and_has_a_receipt_and_nobody_finds_the_letter_again()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var owner = await service.SignInAsync("chefin@example.org", (await service.AddUserAsync("chefin@example.org", account, Role.Owner)).Password);
        using var member = await service.SignInAsync("mitarbeit@example.org", (await service.AddUserAsync("mitarbeit@example.org", account, Role.Member)).Password);
        var letter = await owner.SendLetterAsync();
        Assert.That((await member.PostAsync($"/api/v1/documents/{letter}/erasure", null)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        var receipt = await (await owner.PostAsync($"/api/v1/documents/{letter}/erasure", null)).JsonAsync();
        Assert.That(receipt.GetProperty("document").GetString(), Is.EqualTo(letter));
        Assert.That(receipt.GetProperty("goneFromBackupsBy").GetDateTimeOffset() - receipt.GetProperty("erasedAt").GetDateTimeOffset(), Is.EqualTo(TimeSpan.FromDays(35)));
        Assert.That(receipt.GetProperty("publicKey").GetString(), Does.StartWith("-----BEGIN PUBLIC KEY-----"));
        await (await owner.GetAsync($"/api/v1/documents/{letter}")).AssertProblemAsync(404, "not-found");
        await (await owner.PostAsync($"/api/v1/documents/{letter}/restore", null)).AssertProblemAsync(404, "not-found");
        await (await owner.PostAsync($"/api/v1/documents/{letter}/erasure", null)).AssertProblemAsync(404, "not-found");
    }

    [Test]
    public async Task A_letter_on_hold_is_not_erased()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var owner = await service.SignInAsync("chefin@example.org", (await service.AddUserAsync("chefin@example.org", account, Role.Owner)).Password);
        var letter = await owner.SendLetterAsync();
        using var held = await owner.SendJsonAsync(HttpMethod.Post, "/api/v1/holds", new { document = letter, reason = "Rechtsstreit" });
        Assert.That(held.IsSuccessStatusCode, await held.Content.ReadAsStringAsync());
        await (await owner.PostAsync($"/api/v1/documents/{letter}/erasure", null)).AssertProblemAsync(409, "on-hold");
    }

    [Test]
    public async Task Operators_see_how_the_vaults_do_and_only_administrators_ask_for_a_backup()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var owner = await service.SignInAsync("chefin@example.org", (await service.AddUserAsync("chefin@example.org", account, Role.Owner)).Password);
        await owner.SendLetterAsync();
        await service.Services.GetRequiredService<BackupJob>().RunAsync(null, CancellationToken.None);
        using var operators = await service.SignInAsync("betrieb", await service.AddUserAsync("betrieb", InstallationRole.Operator));
        using var admin = await service.SignInAsync("verwalter", await service.AddUserAsync("verwalter", InstallationRole.Administrator));
        var vault = (await (await operators.GetAsync("/api/v1/installation/vaults")).JsonAsync()).EnumerateArray().Single();
        Assert.That((vault.GetProperty("vault").GetString(), vault.GetProperty("faults").GetInt32()), Is.EqualTo(("first", 0)));
        var backup = (await (await operators.GetAsync("/api/v1/installation/backups")).JsonAsync()).EnumerateArray().Single();
        Assert.That((backup.GetProperty("documents").GetInt64(), backup.GetProperty("name").GetString()), Is.EqualTo((1L, vault.GetProperty("backup").GetString())));
        Assert.That((await owner.GetAsync("/api/v1/installation/backups")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await operators.PostAsync("/api/v1/installation/backups", null)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await admin.PostAsync("/api/v1/installation/backups", null)).StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
    }
}
