using System.Runtime.Versioning;
using Digitize.Scaled.Tests.Servers;

namespace Digitize.Scaled.Tests;

/// <summary>A PostgreSQL and a RabbitMQ for all tests of this assembly, started before the first and stopped after the last.</summary>
[SetUpFixture]
[SupportedOSPlatform("linux")]
internal sealed class ServersOfTheTests
{
    private static PostgresServer? _postgres;
    private static RabbitServer? _rabbit;

    /// <summary>For a new database; a test that cannot have one is skipped and says so.</summary>
    internal static PostgresServer Postgres => _postgres ?? throw new IgnoreException("Skipped: PostgreSQL is not installed (in Debian: postgresql).");

    internal static RabbitServer Rabbit => _rabbit ?? throw new IgnoreException("Skipped: RabbitMQ is not installed (in Debian: rabbitmq-server).");

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        var rabbit = RabbitServer.TryStartAsync();
        _postgres = PostgresServer.TryStart();
        _rabbit = await rabbit;
    }

    [OneTimeTearDown]
    public static void Stop()
    {
        _rabbit?.Dispose();
        _postgres?.Dispose();
    }
}
