using Digitize.Processing;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Wiring;

/// <summary>MassTransit over memory or RabbitMQ, with the same consumers. It carries hints and nothing else; retries and dead letters are rows.</summary>
internal static class BusWiring
{
    internal static void AddBus(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<BusOptions>(settings, "Bus");
        var address = settings.GetSection("Bus").Get<BusOptions>()?.RabbitMq;
        var workers = (settings.GetSection("Processing").Get<ProcessingOptions>() ?? new ProcessingOptions()).Workers;

        // Otherwise it reports to its makers a few minutes after the start. The variable, which somebody may have set for another program, beats the option.
        Environment.SetEnvironmentVariable("MASSTRANSIT_USAGE_TELEMETRY", "false");
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (workers > 0)
            {
                bus.AddConsumer<PrepareDocumentConsumer>();
                bus.AddConsumer<RecognizePageConsumer>();
                bus.AddConsumer<AssembleDocumentConsumer>();
            }

            if (address is null)
            {
                bus.UsingInMemory((context, memory) => AddEndpoints(context, memory, workers == 0 ? 0 : workers + ProcessingOptions.ExpressPlaces, _ => { }));
            }
            else
            {
                bus.UsingRabbitMq((context, rabbit) =>
                {
                    rabbit.Host(address, host => host.Heartbeat(TimeSpan.FromSeconds(15)));
                    AddEndpoints(context, rabbit, workers, endpoint => endpoint.SetQuorumQueue(context.GetRequiredService<BusOptions>().QueueReplicas));
                });
            }
        });

        // After the bus, so that on a stop the dispatcher goes first: hosted services stop in reverse order.
        services.AddHostedService<Dispatcher>();
    }

    private static void AddEndpoints<T>(IBusRegistrationContext context, IReceiveConfigurator<T> bus, int workers, Action<T> configure) where T : IReceiveEndpointConfigurator
    {
        if (workers == 0)
        {
            return;
        }

        AddEndpoint<T, PrepareDocumentConsumer>(context, bus, "prepare-document", workers, configure);
        AddEndpoint<T, RecognizePageConsumer>(context, bus, "recognize-page", workers, configure);
        AddEndpoint<T, AssembleDocumentConsumer>(context, bus, "assemble-document", workers, configure);
    }

    private static void AddEndpoint<T, TConsumer>(IBusRegistrationContext context, IReceiveConfigurator<T> bus, string queue, int workers, Action<T> configure)
        where T : IReceiveEndpointConfigurator
        where TConsumer : class, IConsumer =>
        bus.ReceiveEndpoint(queue, endpoint =>
        {
            configure(endpoint);

            // No more than can be worked on: what a worker hoards, another cannot take, and a crash brings all of it back.
            endpoint.PrefetchCount = workers;
            endpoint.ConcurrentMessageLimit = workers;

            // A failure is in the row already. Nothing of it goes over the broker, and the error queue stays empty.
            endpoint.PublishFaults = false;
            endpoint.DiscardFaultedMessages();
            endpoint.DiscardSkippedMessages();
            endpoint.ConfigureConsumer<TConsumer>(context);
        });
}
