using Digitize.Accounts;
using Digitize.Storage;
using Digitize.Web;
using Digitize.Web.Protection;
using Digitize.Wiring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digitize.Screens.Tests;

/// <summary>The service as it is wired for one machine, with real children that read, on a loopback port.</summary>
internal sealed class ScreenService : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digitize-screens-test-").FullName;
    private readonly WebApplication _app;

    private ScreenService(IReadOnlyDictionary<string, string?> settings)
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
            ["Processing:Tessdata"] = Path.Combine(TestFolders.Repository, "tessdata"),
        }).AddInMemoryCollection(settings).Build());
        builder.Services.AddDigitizeWeb(new WebOptions { Limits = new LimitOptions { StrangerRequestsPerMinute = 10_000, SignInsPerMinute = 1_000, SignInsFromNewAddressesPerMinute = 1_000 }, EventStep = TimeSpan.FromMilliseconds(100) });
        _app = builder.Build();
        _app.MapDigitize();
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>By name, as people type it: cookies and passkeys know this machine by it.</summary>
    public string Address => $"http://localhost:{new Uri(_app.Urls.Single()).Port}";

    /// <param name="settings">Beside or in place of those that all tests have.</param>
    public static async Task<ScreenService> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var service = new ScreenService(settings ?? new Dictionary<string, string?>());
        await service._app.StartAsync();
        return service;
    }

    /// <summary>A person with an account of his own.</summary>
    public async Task<Customer> NewCustomerAsync(Role role = Role.Owner)
    {
        var blobs = Services.GetRequiredService<EncryptedBlobs>();
        var register = Services.GetRequiredService<AccountRegister>();
        var name = $"Muster {Guid.CreateVersion7()}";
        var account = (NewAccount.Created)await register.CreateAccountAsync(name, id => blobs.NewAccountKey(id.ToString()), Actor.System, CancellationToken.None);
        var login = $"{account.Id}@example.org";
        var user = (NewUser.Created)await register.CreateUserAsync(login, account.Id, role, Actor.System, CancellationToken.None);
        return new Customer(account.Id, user.Id, login, user.Password);
    }

    /// <summary>As an owner does it who shuts somebody out for a moment.</summary>
    public Task EndSessionsAsync(Customer customer) => Services.GetRequiredService<Sessions>().EndOthersAsync(customer.User, "", CancellationToken.None);

    public async Task<(string Login, string Password)> NewOperatorAsync(InstallationRole role = InstallationRole.Operator)
    {
        var login = $"{Guid.CreateVersion7()}@example.org";
        var user = (NewUser.Created)await Services.GetRequiredService<AccountRegister>().CreateUserAsync(login, role, Actor.System, CancellationToken.None);
        return (login, user.Password);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

internal sealed record Customer(AccountId Account, UserId User, string Login, string Password);
