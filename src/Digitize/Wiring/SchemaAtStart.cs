using Digitize.Database;
using Microsoft.Extensions.Hosting;

namespace Digitize.Wiring;

/// <summary>The schema is brought up to date before anything else starts: hosted services start in the order in which they are added.</summary>
internal sealed class SchemaAtStart(Migrator migrator) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => migrator.MigrateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
