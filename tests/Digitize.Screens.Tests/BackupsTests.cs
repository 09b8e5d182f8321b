using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

/// <summary>A service of its own, with two vaults, of which the second can be made to fail.</summary>
[LongForm]
public sealed class BackupsTests
{
    private string _folder = "";
    private ScreenService _service = null!;

    private BackupJob Job => _service.Services.GetRequiredService<BackupJob>();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (!LongForm.IsAsked)
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("digitize-screens-vaults-").FullName;
        _service = await ScreenService.StartAsync(new Dictionary<string, string?>
        {
            ["Backup:First:Folder"] = Path.Combine(_folder, "first"),
            ["Backup:First:KeyFolder"] = Path.Combine(_folder, "first-keys"),
            ["Backup:Second:Folder"] = Path.Combine(_folder, "second"),
            ["Backup:Second:KeyFolder"] = Path.Combine(_folder, "second-keys"),
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public async Task An_operators_bad_morning()
    {
        var (login, password) = await _service.NewOperatorAsync(InstallationRole.Administrator);
        await using var person = await Person.SitDownAsync(at: _service);
        var page = person.Page;
        await person.SignInAsync(login, password);
        await page.ClickAsync(".bar a[href='/operator/backups']");
        await Assertions.Expect(page.Locator(".vault")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".vault").First).ToContainTextAsync("Nothing lies in this vault yet.");
        await LookAtAsync(person, "backups-none-yet");
        await page.ClickAsync("#vaults .primary");
        await Assertions.Expect(page.Locator("#vaults .note")).ToContainTextAsync("A backup to every vault is asked for.");

        // The second vault's place is no folder: its disk is not there.
        await File.WriteAllTextAsync(Path.Combine(_folder, "second"), "");
        Assert.ThrowsAsync<AggregateException>(() => Job.RunAsync(null, CancellationToken.None));
        await Assertions.Expect(page.Locator(".light").First).ToContainTextAsync("Something needs you now.");
        await Assertions.Expect(page.Locator(".vault.bad")).ToContainTextAsync("The last run failed:");
        Assert.That(await page.Locator("#vaults .note").CountAsync(), Is.Zero, "What was asked for was tried.");
        await LookAtAsync(person, "backups-failed");

        File.Delete(Path.Combine(_folder, "second"));
        await Job.RunAsync(null, CancellationToken.None);
        await Job.VerifyAsync(null, VaultShare.All, CancellationToken.None);
        await Job.ScrubAsync(null, VaultShare.All, Actor.System, CancellationToken.None);
        await Job.DrillAsync(null, VaultShare.All, CancellationToken.None);
        await Assertions.Expect(page.Locator(".light").First).ToHaveTextAsync("All is well.");
        await Assertions.Expect(page.Locator(".vault.good")).ToHaveCountAsync(2);
        await LookAtAsync(person, "backups-well");

        await _service.Services.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Everyone, async db =>
        {
            var now = DateTimeOffset.UtcNow;
            db.Add(new Worker { Name = "reader-7", Readers = 2, Isolation = "Sandbox", StartedAt = now.AddHours(-9), SeenAt = now.AddMinutes(-20), Pages = 40, Failures = 0, BusySeconds = 90 });
            var first = db.Set<VaultState>().Single(state => state.Vault == "first");
            (first.Faults, first.Lost, first.BackedUpAt) = (3, 2, now.AddDays(-1));
            db.Update(first);
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        await Assertions.Expect(page.Locator(".checks .warn")).ToContainTextAsync("A worker has gone silent");
        var bad = page.Locator(".vault.bad");
        foreach (var sentence in new[] { "2 files of the store are damaged or missing", "3 faults were found", "Several runs are missing.", "digitize backup verify --vault first", "digitize backup scrub" })
        {
            await Assertions.Expect(bad).ToContainTextAsync(sentence);
        }

        await LookAtAsync(person, "backups-bad-morning");
        await page.RouteAsync("**/operator/backups/now", route => route.AbortAsync());
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("The service does not answer");
        Assert.That(person.Complaints.Where(complaint => !complaint.Contains("ERR_FAILED", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Both_languages_sizes_and_colors([Values("en-GB", "de-DE")] string language, [Values(360, 1280)] int width, [Values] bool isDark)
    {
        var (login, password) = await _service.NewOperatorAsync();
        await using var person = await Person.SitDownAsync(language, width, width == 360 ? 780 : 800, isDark ? ColorScheme.Dark : ColorScheme.Light, at: _service);
        await person.SignInAsync(login, password);
        await person.Page.GotoAsync("/operator/backups");
        Assert.That(await person.Page.Locator("#vaults form").CountAsync(), Is.Zero, "Operators look; administrators ask.");
        await LookAtAsync(person, $"backups-{width}-{language[..2]}-{(isDark ? "dark" : "light")}");
        Assert.That(person.Complaints, Is.Empty);
    }

    private static async Task LookAtAsync(Person person, string name)
    {
        Assert.That(await person.BarriersAsync(), Is.Empty);
        Assert.That(await person.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True, "Nothing hangs out at the side.");
        await person.PictureAsync(name);
    }
}
