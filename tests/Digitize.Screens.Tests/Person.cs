using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

/// <summary>Somebody in front of a browser of his own. What the browser complains of, and what it asks of other hosts, is kept for the end.</summary>
internal sealed class Person : IAsyncDisposable
{
    /// <summary>What the driver says in place of a worker.</summary>
    private const string BlockedWorker = "Service Worker registration blocked by Playwright";

    private readonly ScreenService _service;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Person(ScreenService service, IBrowserContext context, IPage page) => (_service, _context, Page) = (service, context, page);

    public IPage Page { get; }

    /// <summary>Who came in last.</summary>
    public Customer? Customer { get; private set; }

    /// <summary>What the browser must not have said: errors of scripts and of the policy, answers that failed, and requests elsewhere.</summary>
    public IEnumerable<string> Complaints => _complaints;

    /// <summary>A browser without workers: what they answer cannot be held up by a test.</summary>
    /// <param name="at">Null for the service of all tests.</param>
    public static async Task<Person> SitDownAsync(string language = "en-GB", int width = 1280, int height = 800, ColorScheme colors = ColorScheme.Light, ScreenService? at = null) =>
        await OpenAsync(at ?? Screens.Service, new BrowserNewContextOptions { Locale = language, ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = colors, ServiceWorkers = ServiceWorkerPolicy.Block });

    /// <summary>A phone, with all that works without the line.</summary>
    public static async Task<Person> TakePhoneAsync(string language = "en-GB", ColorScheme colors = ColorScheme.Light, bool mayUseCamera = true)
    {
        var person = await OpenAsync(Screens.Service, new BrowserNewContextOptions { Locale = language, ViewportSize = new ViewportSize { Width = 360, Height = 780 }, ColorScheme = colors, HasTouch = true });
        if (!mayUseCamera)
        {
            // This browser asks nobody, and always says yes.
            await person._context.AddInitScriptAsync("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'))");
        }

        return person;
    }

    private static async Task<Person> OpenAsync(ScreenService service, BrowserNewContextOptions options)
    {
        var context = await Screens.Browser.NewContextAsync(new BrowserNewContextOptions(options) { BaseURL = service.Address, ReducedMotion = ReducedMotion.Reduce, AcceptDownloads = true, TimezoneId = "Europe/Berlin" });
        context.SetDefaultTimeout(15_000);
        var page = await context.NewPageAsync();
        var person = new Person(service, context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && message.Text != BlockedWorker)
            {
                person._complaints.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => person._complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(service.Address, StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                person._complaints.Enqueue($"elsewhere: {request.Url}");
            }
        };
        return person;
    }

    public async Task SignInAsync(string login, string password)
    {
        await Page.GotoAsync("/sign-in");
        await Page.FillAsync("#login", login);
        await Page.FillAsync("#password", password);
        await Page.ClickAsync("form[action='/sign-in'] .primary");
        await Page.WaitForURLAsync(address => !address.Contains("/sign-in", StringComparison.Ordinal), new() { WaitUntil = WaitUntilState.Commit });
    }

    /// <summary>Without the form, for tests that are about something else.</summary>
    public async Task ComeInAsync(Customer customer)
    {
        Customer = customer;
        await _context.ClearCookiesAsync();
        var answer = await _context.APIRequest.PostAsync("/api/v1/session", new APIRequestContextOptions { DataObject = new { login = customer.Login, password = customer.Password } });
        Assert.That(answer.Status, Is.EqualTo(204));
        var set = answer.Headers["set-cookie"].Split(';')[0].Split('=', 2);
        await _context.AddCookiesAsync([new Cookie { Name = set[0], Value = set[1], Url = _service.Address.Replace("http:", "https:", StringComparison.Ordinal), Secure = true, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
    }

    /// <summary>Sends a file past the screens and returns the document's id.</summary>
    public async Task<string> SendAsync(string file, string title)
    {
        var answer = await _context.APIRequest.PostAsync($"/api/v1/documents?fileName={Uri.EscapeDataString(Path.GetFileName(file))}&title={Uri.EscapeDataString(title)}", new APIRequestContextOptions
        {
            DataByte = await File.ReadAllBytesAsync(file),
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/octet-stream", ["Sec-Fetch-Site"] = "same-origin" },
        });
        Assert.That(answer.Status, Is.EqualTo(201), await answer.TextAsync());
        return (await answer.JsonAsync())!.Value.GetProperty("id").GetString()!;
    }

    /// <summary>The document, once nobody works on it any more.</summary>
    public async Task<JsonElement> RestingAsync(string document)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var found = (await (await _context.APIRequest.GetAsync($"/api/v1/documents/{document}")).JsonAsync())!.Value;
            if (found.GetProperty("document").GetProperty("state").GetString() is "completed" or "failed")
            {
                return found;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The document was not read within half a minute.");
    }

    /// <summary>The document that came last.</summary>
    public async Task<string> NewestAsync() =>
        (await (await _context.APIRequest.GetAsync("/api/v1/documents?limit=1")).JsonAsync())!.Value.GetProperty("documents")[0].GetProperty("id").GetString()!;

    /// <summary>Of the person's documents, newest first.</summary>
    public async Task<string?[]> TitlesAsync() =>
        [.. (await (await _context.APIRequest.GetAsync("/api/v1/documents")).JsonAsync())!.Value.GetProperty("documents").EnumerateArray().Select(each => each.GetProperty("title").GetString())];

    /// <summary>Past the screens.</summary>
    public async Task TellAsync(string method, string document, object? change)
    {
        var answer = await _context.APIRequest.FetchAsync($"/api/v1/documents/{document}", new APIRequestContextOptions { Method = method, DataObject = change, Headers = new Dictionary<string, string> { ["Sec-Fetch-Site"] = "same-origin" } });
        Assert.That(answer.Ok, Is.True, await answer.TextAsync());
    }

    /// <summary>What a script finds out in the page.</summary>
    public async Task<T> AskAsync<T>(string script) => (await Page.EvaluateAsync<JsonElement>(script)).Deserialize<T>(JsonSerializerOptions.Web)!;

    /// <summary>Another tab of the same browser.</summary>
    public async Task<IPage> OpenTabAsync(string address)
    {
        var tab = await _context.NewPageAsync();
        await tab.GotoAsync(address);
        return tab;
    }

    public async Task<string> TextAsync(string document) => await (await _context.APIRequest.GetAsync($"/api/v1/documents/{document}/text")).TextAsync();

    /// <summary>From now on this much leaves in a second.</summary>
    public async Task<ICDPSession> SlowDownAsync(int bytesPerSecond)
    {
        var line = await _context.NewCDPSessionAsync(Page);
        await SetLineAsync(line, isCut: false, bytesPerSecond);
        return line;
    }

    public static Task SetLineAsync(ICDPSession line, bool isCut, int bytesPerSecond) => line.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
    {
        ["offline"] = isCut,
        ["latency"] = 0,
        ["downloadThroughput"] = -1,
        ["uploadThroughput"] = bytesPerSecond,
    });

    /// <summary>For the whole browser, workers too.</summary>
    public Task SetOfflineAsync(bool isOffline) => _context.SetOfflineAsync(isOffline);

    public Task<ICDPSession> ToolsAsync() => _context.NewCDPSessionAsync(Page);

    /// <summary>Once the worker has everything that is needed without the line.</summary>
    public Task WorkerReadyAsync() => Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true })) }");

    /// <summary>A device that keeps passkeys, and whose owner always agrees.</summary>
    public async Task AddPasskeyDeviceAsync()
    {
        var tools = await _context.NewCDPSessionAsync(Page);
        await tools.SendAsync("WebAuthn.enable");
        await tools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        });
    }

    /// <summary>What axe finds against WCAG 2.2 AA on the page as it is.</summary>
    public async Task<IReadOnlyList<string>> BarriersAsync()
    {
        var script = Path.Combine(TestFolders.Here, "axe", "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(script))
        {
            Assert.Ignore("axe-core is not installed: run npm install in tests/Digitize.Screens.Tests/axe.");
        }

        await Page.EvaluateAsync(await File.ReadAllTextAsync(script));
        var found = await Page.EvaluateAsync<JsonElement>("() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })");
        return [.. found.GetProperty("violations").EnumerateArray().SelectMany(rule => rule.GetProperty("nodes").EnumerateArray().Select(node => $"{rule.GetProperty("id")}: {node.GetProperty("html")} {node.GetProperty("failureSummary")}"))];
    }

    /// <summary>Kept where DIGITIZE_PICTURES says, for people to look at.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("DIGITIZE_PICTURES") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
        }
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
