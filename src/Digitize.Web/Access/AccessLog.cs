using Digitize.Accounts;
using Microsoft.Extensions.Logging;

namespace Digitize.Web.Access;

/// <summary>Who changed who may do what: ids only, no logins and no addresses.</summary>
internal sealed partial class AccessLog(ILogger<AccessLog> log)
{
    public void SignedIn(UserId user) => LogSignedIn(log, user);

    public void Copied(UserId user) => LogCopied(log, user);

    public void Changed(Caller caller, string change, UserId user) => LogChanged(log, caller.Name, change, user, caller.Account);

    public void Retried(Caller caller, int documents) => LogRetried(log, caller.Name, documents);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {User} has signed in")]
    private static partial void LogSignedIn(ILogger log, UserId user);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counter of a passkey of user {User} has gone backwards: there may be a copy of it")]
    private static partial void LogCopied(ILogger log, UserId user);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Caller}: {Change} of user {User} in account {Account}")]
    private static partial void LogChanged(ILogger log, string caller, string change, UserId user, AccountId? account);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Caller}: {Documents} documents with dead work are read again")]
    private static partial void LogRetried(ILogger log, string caller, int documents);
}
