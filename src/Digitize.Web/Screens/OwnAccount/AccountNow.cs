using Digitize.Accounts;
using Digitize.Web.Access;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Screens.OwnAccount;

/// <summary>What somebody sees of the own account. People and keys are for owners; for everybody else they are null.</summary>
public sealed record AccountNow(IReadOnlyList<KnownSession> Sessions, IReadOnlyList<Member>? People, IReadOnlyList<ApiKey>? Keys)
{
    internal static async Task<AccountNow> LookAsync(HttpContext context, Sessions sessions, Members members, ApiKeys keys, CancellationToken cancel)
    {
        var caller = Callers.Of(context)!;
        var open = await sessions.ListAsync(caller.User!.Value, Callers.TokenOf(context), cancel);
        return caller is { Account: { } account } && caller.May(Permissions.ManageAccount)
            ? new AccountNow(open, await members.ListAsync(account, cancel), await keys.ListAsync(account, cancel))
            : new AccountNow(open, null, null);
    }
}

/// <summary>What was issued just now, and is shown this once.</summary>
/// <param name="For">The person or the key.</param>
public sealed record IssuedSecret(string For, string Secret)
{
    public override string ToString() => For;
}
