using Digitize.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class LostPasswordTests
{
    private const string Login = "admin";
    private const string Own = "vier kühle Steine im Bach";

    [Test]
    public async Task An_issued_password_opens_nothing_but_its_own_replacement_and_ends_every_session()
    {
        await using var service = await TestService.StartAsync();
        using var before = await service.SignInAsync(Login, await service.AddUserAsync(Login, InstallationRole.Administrator));
        var lost = service.Services.GetRequiredService<LostPasswords>();
        Assert.That(await lost.IssueAsync("nobody", false, CancellationToken.None), Is.Null);
        var issued = (await lost.IssueAsync(" Admin", withoutSecondFactors: false, CancellationToken.None))!;
        Assert.That((issued.RemovedFactors, issued.IsDisabled), Is.EqualTo((false, false)));
        await before.AssertSignedInAsync(false);

        using var browser = await service.SignInAsync(Login, issued.Password);
        Assert.That((await (await browser.GetAsync("/api/v1/session")).JsonAsync()).GetProperty("mustReplacePassword").GetBoolean());
        await (await browser.GetAsync("/api/v1/installation/users")).AssertProblemAsync(403, "password-to-replace");
        await (await browser.SendJsonAsync(HttpMethod.Put, "/api/v1/account/password", new { current = issued.Password, @new = issued.Password })).AssertProblemAsync(422, "weak-password");
        Assert.That(await browser.StatusAsync(HttpMethod.Put, "/api/v1/account/password", new { current = issued.Password, @new = Own }), Is.EqualTo(204));
        Assert.That(await browser.StatusAsync(HttpMethod.Get, "/api/v1/installation/users"), Is.EqualTo(200));
        Assert.That((await (await browser.GetAsync("/api/v1/session")).JsonAsync()).GetProperty("mustReplacePassword").GetBoolean(), Is.False);
    }

    [Test]
    public async Task A_second_factor_stays_unless_it_is_to_go_as_well()
    {
        await using var service = await TestService.StartAsync();
        var password = await service.AddUserAsync(Login, InstallationRole.Administrator);
        using var browser = await service.SignInAsync(Login, password);
        var begun = await (await browser.SendJsonAsync(HttpMethod.Post, "/api/v1/account/authenticator", new { password })).JsonAsync();
        var code = TimeCodes.CodeAt(SecondFactorTests.Secret(begun.GetProperty("secret").GetString()!), TimeCodes.StepAt(service.Clock.GetUtcNow()));
        Assert.That(await browser.StatusAsync(HttpMethod.Post, "/api/v1/account/authenticator/confirmation", new { code }), Is.EqualTo(200));

        var lost = service.Services.GetRequiredService<LostPasswords>();
        var kept = (await lost.IssueAsync(Login, withoutSecondFactors: false, CancellationToken.None))!;
        Assert.That(await browser.StatusAsync(HttpMethod.Post, "/api/v1/session", new { login = Login, password = kept.Password }), Is.EqualTo(202));
        var bare = (await lost.IssueAsync(Login, withoutSecondFactors: true, CancellationToken.None))!;
        Assert.That(bare.RemovedFactors);
        Assert.That(await browser.StatusAsync(HttpMethod.Post, "/api/v1/session", new { login = Login, password = bare.Password }), Is.EqualTo(204));
    }
}
