using System.Net.Http.Headers;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Storage;
using Digitize.Wiring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digitize.Web.Tests;

/// <summary>The service as it is wired for one machine, with real children that read.</summary>
internal sealed class WorkingService : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digitize-working-test-").FullName;
    private readonly WebApplication _app;

    private WorkingService()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production", Args = [] });
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDigitize(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Installation:DataFolder"] = _folder,
            ["Storage:ScratchFolder"] = Path.Combine(_folder, "scratch"),
            ["Storage:MinimumFreeGigabytes"] = "0",
            ["Storage:MinimumFreePercent"] = "0",
            ["Storage:BallastMegabytes"] = "0",
            ["MasterKey:Base64"] = Convert.ToBase64String(new byte[32]),
            ["Processing:Workers"] = "2",
            ["Processing:Tessdata"] = Path.Combine(SourceFolder.Path, "..", "..", "tessdata"),
        }).Build());
        builder.Services.AddDigitizeWeb(new WebOptions());
        _app = builder.Build();
        _app.MapDigitize();
    }

    public IServiceProvider Services => _app.Services;

    public static async Task<WorkingService> StartAsync()
    {
        var service = new WorkingService();
        await service._app.StartAsync();
        return service;
    }

    public async Task<HttpClient> NewCustomerAsync()
    {
        var blobs = Services.GetRequiredService<EncryptedBlobs>();
        var account = (NewAccount.Created)await Services.GetRequiredService<AccountRegister>().CreateAccountAsync("Muster GmbH", id => blobs.NewAccountKey(id.ToString()), Actor.System, CancellationToken.None);
        var key = await Services.GetRequiredService<ApiKeys>().IssueAsync(account.Id, Grants.TryParseScopes("documents:read,documents:write,account:manage")!.Value, TimeSpan.FromDays(1), Actor.System, CancellationToken.None);
        return new HttpClient { BaseAddress = new Uri(_app.Urls.Single()), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal()) } };
    }

    /// <summary>The document, once nobody works on it any more.</summary>
    public static async Task<JsonElement> RestingAsync(HttpClient client, string document, CancellationToken cancel)
    {
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await every.WaitForNextTickAsync(cancel))
        {
            var found = await (await client.GetAsync(document, cancel)).JsonAsync();
            if (found.GetProperty("document").GetProperty("state").GetString() is "completed" or "failed")
            {
                return found;
            }
        }

        throw new OperationCanceledException(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
