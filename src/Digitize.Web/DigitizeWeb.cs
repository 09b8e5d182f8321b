using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Exports;
using Digitize.Intake;
using Digitize.Operations;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Retention;
using Digitize.Sharing;
using Digitize.Storage;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Operations;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Digitize.Web.Screens.DocumentList;
using Digitize.Web.Screens.Frame;
using Digitize.Web.Screens.OneDocument;
using Digitize.Web.Screens.OnThePhone;
using Digitize.Web.Screens.OwnAccount;
using Digitize.Web.Screens.Operating;
using Digitize.Web.Screens.Records;
using Digitize.Web.Screens.Review;
using Digitize.Web.Screens.Shared;
using Digitize.Web.Screens.SecondFactor;
using Digitize.Web.Screens.SigningIn;
using Digitize.Web.Screens.YourData;
using Digitize.Web.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Digitize.Web;

/// <summary>The service over HTTP: what it needs, and its routes.</summary>
public static class DigitizeWeb
{
    /// <summary>Larger bodies are for the operations that take documents, and they count for themselves.</summary>
    private const long LargestPlainBody = 1 << 20;

    /// <summary>A sender who has not told by then what is wanted only holds a connection.</summary>
    private static readonly TimeSpan LongestHeaders = TimeSpan.FromSeconds(10);

    /// <summary>On top of what <c>AddDigitize</c> brings.</summary>
    public static IServiceCollection AddDigitizeWeb(this IServiceCollection services, WebOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());
        services.AddDigitizeAccounts();
        services.AddSingleton(LockOfSeeds);
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<Passkeys>();
        services.AddSingleton<PasskeyStore>();
        services.AddSingleton(RelyingParty.At(options.PublicAddress));
        services.AddSingleton<PasskeyCeremonies>();
        services.TryAddSingleton<AccountCounts>();
        services.TryAddSingleton<DeadWork>();
        services.AddSingleton(new RateLimits(options.Limits));
        services.AddSingleton<Callers>();
        services.AddSingleton<AccessLog>();
        services.AddSingleton<ReleasedReading>();
        services.TryAddSingleton<AuditTrail>();
        services.TryAddSingleton<ContentReadings>();
        services.TryAddSingleton<Releases>();
        services.AddSingleton<RunningKeys>();
        services.AddSingleton<ResumableUploads>();
        services.AddHostedService<UploadSweep>();
        services.AddSingleton<DocumentChanges>();
        services.TryAddSingleton<DocumentTrash>();
        services.TryAddSingleton<LegalHolds>();
        services.TryAddSingleton<DocumentTypes>();
        services.TryAddSingleton<Filing>();
        services.TryAddSingleton<Restriction>();
        services.TryAddSingleton<Contracts>();
        services.TryAddSingleton<Purge>();
        services.TryAddSingleton(new RetentionOptions());
        services.TryAddSingleton<JobLeases>();
        services.TryAddSingleton<RetentionJob>();
        services.TryAddSingleton<ContractJob>();
        services.TryAddSingleton<RetentionRounds>();
        services.TryAddSingleton<AccountExports>();
        services.TryAddSingleton<ShareLinks>();
        services.TryAddSingleton<SharedDocuments>();
        services.TryAddSingleton<Versions>();
        services.TryAddSingleton<WordConfirmations>();
        services.TryAddSingleton<VersionEdits>();
        services.TryAddSingleton<DocumentMerges>();
        services.TryAddSingleton<VersionRemoval>();
        services.AddSingleton(new PrometheusText("Digitize"));
        services.AddHttpContextAccessor();
        services.AddSingleton<Assets>();
        services.AddScoped<Visit>();
        services.AddScoped<Lists>();
        services.AddScoped<StoredFacts>();

        // A scope belongs to the caller's account, and sees nothing before the gate has said whose it is.
        services.TryAddScoped<CurrentAccount>();
        services.TryAddScoped(scope => scope.GetRequiredService<DigitizeDatabase>().Open(scope.GetRequiredService<CurrentAccount>()));
        services.TryAddScoped<DocumentQueries>();
        services.TryAddScoped<DocumentShelves>();
        services.TryAddScoped<ReviewQueue>();
        services.TryAddScoped<Search>();
        services.TryAddSingleton<ReadingAgain>();
        services.TryAddSingleton<DispatcherPulse>();
        services.TryAddSingleton<Overview>();
        services.TryAddSingleton<Throughput>();
        services.AddSingleton<InstallationLook>();
        services.AddSingleton<BackupsLook>();
        services.AddSingleton<ChainProofs>();
        services.TryAddSingleton<HealthChecks>();
        services.TryAddSingleton<Workers>();

        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestPlainBody;

            // Bodies that trickle are ended by Kestrel's own rule: less than 240 bytes a second after five seconds.
            kestrel.Limits.RequestHeadersTimeout = LongestHeaders;
        });
        services.AddOpenApi("v1", api => api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Digitize";
            document.Info.Version = "1";

            // The address it was asked at is not part of the interface.
            document.Servers = [];
            return Task.CompletedTask;
        }));

        // Request lines hold ids and search words, which have no place in a log.
        // Nor has the path of a link, which opens a letter, in the scope that every line of a request would be told in.
        services.AddLogging(logs => logs.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning));
        return services;
    }

    /// <summary>Users, keys and passwords alone: for the verbs that run without a service.</summary>
    public static IServiceCollection AddDigitizeAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton<InstallationSecrets>();
        services.TryAddSingleton<AuditLog>();
        services.TryAddSingleton(provider => new Passwords(provider.GetRequiredService<RandomNumberGenerator>()));
        services.AddSingleton<AccountRegister>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<OwnPassword>();
        services.AddSingleton<Members>();
        services.AddSingleton<InstallationPeople>();
        services.AddSingleton<LostPasswords>();
        return services;
    }

    public static WebApplication MapDigitize(this WebApplication app)
    {
        app.Use(next => context => Addresses.ShortenAsync(context, next));
        app.Use(next => context => SecurityHeaders.AddAsync(context, next));
        var assets = app.Services.GetRequiredService<Assets>();
        app.Use(next => context => assets.AnswerAsync(context, next));
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.UseMiddleware<Gate>();
        IntakeEndpoint.Map(app);
        DocumentEndpoints.Map(app);
        DocumentFileEndpoints.Map(app);
        AuditEndpoints.Map(app);
        ReleaseEndpoints.Map(app);
        VersionEndpoints.Map(app);
        MergeEndpoints.Map(app);
        PagePictureEndpoints.Map(app);
        TagEndpoints.Map(app);
        TypeEndpoints.Map(app);
        HoldEndpoints.Map(app);
        RestrictionEndpoints.Map(app);
        LeavingEndpoints.Map(app);
        UploadEndpoints.Map(app);
        FeedEndpoints.Map(app);
        SessionEndpoints.Map(app);
        OwnAccountEndpoints.Map(app);
        PasskeyEndpoints.Map(app);
        MemberEndpoints.Map(app);
        InstallationEndpoints.Map(app);
        BackupEndpoints.Map(app);
        ExportEndpoints.Map(app);
        ShareEndpoints.Map(app);
        ReviewEndpoints.Map(app);
        KeyEndpoints.Map(app);
        OperationsEndpoints.Map(app);
        SigningInRoutes.Map(app);
        DocumentListRoutes.Map(app);
        OneDocumentRoutes.Map(app);
        SharedRoutes.Map(app);
        ReviewRoutes.Map(app);
        YourDataRoutes.Map(app);
        RecordsRoutes.Map(app);
        OwnAccountRoutes.Map(app);
        SecondFactorRoutes.Map(app);
        OperatorRoutes.Map(app);
        TeamRoutes.Map(app);
        PhoneRoutes.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").OpenToStrangers();
        return app;
    }

    private static SeedLock LockOfSeeds(IServiceProvider provider)
    {
        var master = provider.GetRequiredService<MasterKey>();
        return new SeedLock((user, seed) => master.Wrap(seed, SeedLock.ContextOf(user)), (user, wrapped) => master.Unwrap(wrapped, SeedLock.ContextOf(user)));
    }
}
