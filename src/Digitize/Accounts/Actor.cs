namespace Digitize.Accounts;

/// <summary>What kind of somebody acts. Stored by name.</summary>
public enum ActorKind
{
    User,
    ApiKey,

    /// <summary>Somebody who runs the installation, over HTTP or on its machine.</summary>
    Operator,

    /// <summary>The service itself, when a time has come.</summary>
    System,
    WatchedFolder,
}

/// <summary>Who acts, for the audit.</summary>
/// <param name="Id">Of the user or the key; null where the kind says it all, and for somebody who is not known.</param>
public sealed record Actor(ActorKind Kind, string? Id)
{
    /// <summary>As versions say who made them: <c>user …</c> or <c>key …</c>; null when nobody did who could be named.</summary>
    internal string? Maker => Kind switch
    {
        ActorKind.User when Id is not null => $"user {Id}",
        ActorKind.ApiKey => $"key {Id}",
        _ => null,
    };

    public static Actor System { get; } = new(ActorKind.System, null);

    public static Actor WatchedFolder { get; } = new(ActorKind.WatchedFolder, null);

    /// <summary>Who holds the machine needs no login, and has none.</summary>
    public static Actor OnMachine { get; } = new(ActorKind.Operator, "machine");

    /// <summary>Somebody at the door whose name nobody has.</summary>
    public static Actor Unknown { get; } = new(ActorKind.User, null);

    /// <summary>As rows tell who it was: <c>user ID</c>, <c>key ID</c>.</summary>
    public string Name => this == OnMachine ? "operator at the machine" : Kind switch
    {
        ActorKind.User or ActorKind.Operator => $"user {Id}",
        ActorKind.ApiKey => $"key {Id}",
        ActorKind.WatchedFolder => "watched folder",
        _ => "service",
    };

    public static Actor User(UserId id) => new(ActorKind.User, id.ToString());

    public static Actor ApiKey(string id) => new(ActorKind.ApiKey, id);

    public static Actor Operator(UserId id) => new(ActorKind.Operator, id.ToString());
}
