using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

/// <summary>One service and one browser for all tests: starting them takes longer than most tests.</summary>
[SetUpFixture]
public sealed class Screens
{
    private static readonly string[] Chromiums = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser"];

    private static IPlaywright? _playwright;
    private static IBrowser? _browser;
    private static ScreenService? _service;

    internal static ScreenService Service => _service ?? throw new InvalidOperationException("Not started.");

    internal static IBrowser Browser => _browser ?? throw new InvalidOperationException("Not started.");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (Array.Find(Chromiums, File.Exists) is not { } chromium)
        {
            Assert.Ignore("There is no Chromium: the screens were not tested. Install the package chromium.");
            return;
        }

        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        _service = await ScreenService.StartAsync();
        _playwright = await Playwright.CreateAsync();

        // Machines that build and measure beside us are slow; nobody waits for it where all goes well.
        Assertions.SetDefaultExpectTimeout(20_000);
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={FakeCamera.Film}"],
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        File.Delete(FakeCamera.Film);
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }
}
