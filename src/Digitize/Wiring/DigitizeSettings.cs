using System.ComponentModel.DataAnnotations;

namespace Digitize.Wiring;

/// <summary>Which bus the hints go over: in this process, or RabbitMQ when an address is given.</summary>
public sealed record BusOptions
{
    /// <summary><c>amqps://user:password@host/vhost</c>; null for the bus in this process.</summary>
    public Uri? RabbitMq { get; init; }

    /// <summary>Copies of each queue over the nodes of the broker: 1 on a single node, 3 to survive the loss of one.</summary>
    [Range(1, 7)]
    public int QueueReplicas { get; init; } = 1;

    /// <summary>The address holds a password.</summary>
    public override string ToString() => RabbitMq?.Host ?? "in process";
}

/// <summary>What belongs to no slice.</summary>
public sealed record InstallationOptions
{
    /// <summary>Holds the database, the blobs and the scratch folder where these have no place of their own.</summary>
    [Required]
    public string DataFolder { get; init; } = "data";
}
