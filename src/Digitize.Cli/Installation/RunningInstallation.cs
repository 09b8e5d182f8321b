using System.ComponentModel.DataAnnotations;
using System.Net;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Cli.Orders;
using Digitize.Database;
using Digitize.Intake;
using Digitize.Ocr;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Storage;
using Digitize.Web;
using Digitize.Wiring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digitize.Cli.Installation;

/// <summary>The service on this machine, from its start to an orderly stop.</summary>
internal static class RunningInstallation
{
    /// <param name="workers">Pages read side by side; null for what the settings say.</param>
    /// <param name="stop">Stops taking in, lets the work in hand end or gives it back, and returns.</param>
    /// <param name="whenUp">Done once the service answers; what it returns ends the service, null lets it stay.</param>
    public static ExitCode Run(string data, IPEndPoint listen, int? workers, CancellationToken stop, Func<IServiceProvider, Uri, Task<ExitCode?>>? whenUp = null) =>
        Refusals.HoldingAsync(data, folder => RunAsync(folder, listen, workers, whenUp, stop)).GetAwaiter().GetResult();

    private static async Task<ExitCode> RunAsync(DataFolder data, IPEndPoint listen, int? workers, Func<IServiceProvider, Uri, Task<ExitCode?>>? whenUp, CancellationToken stop)
    {
        await using var app = Build(data, InstallationSettings.For(data, workers), listen);

        // A key that does not open the data, or a machine that cannot read letters safely, is found out now and not with the first letter.
        _ = app.Services.GetRequiredService<MasterKey>();
        var administrator = await app.Services.GetRequiredService<AccountRegister>().EnsureAdministratorAsync(stop);
        if (administrator is not null)
        {
            Console.Out.WriteLine($"The administrator is {AccountRegister.FirstAdministrator}, with the password {administrator} which is not shown again.");
        }

        var readers = app.Services.GetRequiredService<ProcessingOptions>().Workers;
        if (readers > 0 && Isolations.Tell(app.Services) is { } tooLittle)
        {
            return Refusals.Say(tooLittle, ExitCode.FileAccess);
        }

        if (!await app.Services.GetRequiredService<DigitizeDatabase>().IsBoundByRowSecurityAsync(stop))
        {
            Console.Out.WriteLine(Isolations.UnboundRole);
        }

        if (await app.Services.GetRequiredService<BackupJob>().UnfinishedRestoreAsync(stop) is { } unfinished)
        {
            return Refusals.Say($"the restore of {unfinished} was broken off: go on with digitize backup restore --backup {unfinished} before anybody is served.", ExitCode.ResultFailedCheck);
        }

        foreach (var warning in await KeyWarningsAsync(app.Services.GetRequiredService<BackupJob>(), stop))
        {
            Console.Out.WriteLine(warning);
        }

        await app.StartAsync(stop);
        Console.Out.WriteLine(readers > 0 ? $"Pages are read {readers} at a time." : "Nothing is read here: there are no workers.");
        Console.Out.WriteLine($"Digitize is at {app.Urls.Single()}");
        try
        {
            if (whenUp is not null && await whenUp(app.Services, new Uri(app.Urls.Single())) is { } ended)
            {
                await app.StopAsync(CancellationToken.None);
                return ended;
            }

            await app.WaitForShutdownAsync(stop);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await app.StopAsync(CancellationToken.None);
            return ExitCode.Interrupted;
        }
    }

    /// <summary>A vault that is away does not keep the service from its start: the schedule tells, and tries again.</summary>
    private static async Task<IReadOnlyList<string>> KeyWarningsAsync(BackupJob job, CancellationToken stop)
    {
        try
        {
            return await job.KeyWarningsAsync(stop);
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException or DamagedVaultException)
        {
            return [$"A vault cannot be reached: {away.Message}"];
        }
    }

    private static WebApplication Build(DataFolder data, IConfiguration settings, IPEndPoint listen)
    {
        // Nothing is picked up from the folder that the program happens to be started in.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls($"http://{listen}");
        ServiceLogs.Use(builder.Logging);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.AddDigitize(settings);
        builder.Services.AddDigitizeWeb(WebSettings(settings));
        builder.Services.AddSingleton<LongOrders>();
        builder.Services.AddHostedService(services => new OrderListener(
            OrderSocket.PathFor(data.Path), services, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<OrderListener>>()));
        return builder.Build().MapDigitize();
    }

    /// <exception cref="OptionsValidationException">A limit is out of its range.</exception>
    private static WebOptions WebSettings(IConfiguration settings)
    {
        var intake = settings.GetSection("Intake").Get<IntakeOptions>() ?? new IntakeOptions();
        var web = (settings.GetSection("Web").Get<WebOptions>() ?? new WebOptions()) with { MaxUploadMegabytes = intake.MaxUploadMegabytes };
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(web.Limits, new ValidationContext(web.Limits), faults, validateAllProperties: true)
            ? web
            : throw new OptionsValidationException("Web", typeof(WebOptions), faults.Select(fault => $"Web:Limits: {fault.ErrorMessage}"));
    }
}
