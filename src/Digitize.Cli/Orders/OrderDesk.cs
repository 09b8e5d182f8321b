using Digitize.Accounts;
using Digitize.Ocr;
using Digitize.Operations;
using Digitize.Privacy;
using Digitize.Retention;
using Digitize.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Orders;

/// <summary>Carries out orders, in the service that runs or where none does.</summary>
internal static class OrderDesk
{
    internal const string NoSuchAccount = "there is no account with this name.";

    public static Task<OrderAnswer> CarryOutAsync(IServiceProvider services, Order order, CancellationToken cancel) => order switch
    {
        Order.CreateAccount account => CreateAsync(services.GetRequiredService<AccountRegister>(), services.GetRequiredService<EncryptedBlobs>(), account, cancel),
        Order.CreateUser user => CreateAsync(services.GetRequiredService<AccountRegister>(), user, cancel),
        Order.CreateKey key => CreateAsync(services.GetRequiredService<AccountRegister>(), services.GetRequiredService<ApiKeys>(), key, cancel),
        Order.IssuePassword lost => IssueAsync(services.GetRequiredService<LostPasswords>(), lost, cancel),
        Order.ListUsers => ListAsync(services.GetRequiredService<InstallationPeople>(), cancel),
        Order.VerifyAudit audit => AuditOrders.VerifyAsync(services.GetRequiredService<AuditTrail>(), services.GetRequiredService<Backup.BackupJob>(), audit, cancel),
        Order.ListAudit audit => AuditOrders.ListAsync(services.GetRequiredService<AuditTrail>(), services.GetRequiredService<AccountRegister>(), audit, cancel),
        Order.ListAuditHeads => AuditOrders.HeadsAsync(services.GetRequiredService<AuditTrail>(), cancel),
        Order.ExportAccount export => ExportDesk.CarryOutAsync(services, export, cancel),
        Order.EndContract end => EndAsync(services, end, cancel),
        Order.UndoContractEnd undo => UndoAsync(services, undo, cancel),
        Order.PreviewRetention preview => PreviewAsync(services, preview, cancel),
        Order.RunRetention run => RunAsync(services.GetRequiredService<RetentionRounds>(), run, cancel),
        _ => BackupDesk.CarryOutAsync(services, order, cancel),
    };

    private static async Task<OrderAnswer> CreateAsync(AccountRegister register, EncryptedBlobs blobs, Order.CreateAccount order, CancellationToken cancel) =>
        await register.CreateAccountAsync(order.Name, id => blobs.NewAccountKey(id.ToString()), Actor.OnMachine, cancel) switch
        {
            NewAccount.Created created => OrderAnswer.Done(created.Id.ToString()),
            NewAccount.NameTaken => OrderAnswer.Refused("there is an account with this name already."),
            _ => OrderAnswer.Refused($"an account's name has 1 to {AccountRegister.LongestName} characters, and no control characters."),
        };

    private static async Task<OrderAnswer> CreateAsync(AccountRegister register, Order.CreateUser order, CancellationToken cancel)
    {
        if (await register.FindAccountAsync(order.Account, cancel) is not { } account)
        {
            return OrderAnswer.Refused(NoSuchAccount);
        }

        if (!Enum.TryParse<Role>(order.Role, ignoreCase: true, out var role) || !Enum.IsDefined(role))
        {
            return OrderAnswer.Refused("--role takes owner, member or reader.");
        }

        return await register.CreateUserAsync(order.Login, account, role, Actor.OnMachine, cancel) switch
        {
            NewUser.Created created => OrderAnswer.Done(created.Password),
            NewUser.LoginTaken => OrderAnswer.Refused("somebody signs in with this address already."),
            _ => OrderAnswer.Refused("this cannot be an address to sign in with."),
        };
    }

    private static async Task<OrderAnswer> CreateAsync(AccountRegister register, ApiKeys keys, Order.CreateKey order, CancellationToken cancel)
    {
        if (Grants.TryParseScopes(order.Scopes) is not { } granted)
        {
            return OrderAnswer.Refused($"--scopes takes names joined by commas: {string.Join(", ", Grants.ScopeNames)}.");
        }

        if (order.Days is < 1 || TimeSpan.FromDays(order.Days) > ApiKey.LongestLife)
        {
            return OrderAnswer.Refused($"--days takes a number from 1 to {ApiKey.LongestLife.TotalDays}.");
        }

        if (await register.FindAccountAsync(order.Account, cancel) is not { } account)
        {
            return OrderAnswer.Refused(NoSuchAccount);
        }

        return OrderAnswer.Done((await keys.IssueAsync(account, granted, TimeSpan.FromDays(order.Days), Actor.OnMachine, cancel)).Reveal());
    }

    private static async Task<OrderAnswer> IssueAsync(LostPasswords lost, Order.IssuePassword order, CancellationToken cancel)
    {
        if (await lost.IssueAsync(order.Login, order.WithoutSecondFactors, cancel) is not { } issued)
        {
            return OrderAnswer.Refused("nobody signs in with this address.");
        }

        List<string> also = [];
        if (order.WithoutSecondFactors)
        {
            also.Add(issued.RemovedFactors ? "authenticator app, recovery codes and passkeys of this person were removed" : "this person had no second factor to remove");
        }

        if (issued.IsDisabled)
        {
            also.Add("this person is disabled, and stays so until an administrator enables them");
        }

        return OrderAnswer.Done(issued.Password, also.Count == 0 ? null : string.Join("; ", also) + ".");
    }

    private static async Task<OrderAnswer> ListAsync(InstallationPeople people, CancellationToken cancel) =>
        OrderAnswer.Done(UserTable.Of(await people.ListPlacesAsync(cancel)));

    private static async Task<OrderAnswer> EndAsync(IServiceProvider services, Order.EndContract order, CancellationToken cancel)
    {
        if (await services.GetRequiredService<AccountRegister>().FindAccountAsync(order.Account, cancel) is not { } account)
        {
            return OrderAnswer.Refused(NoSuchAccount);
        }

        var contracts = services.GetRequiredService<Contracts>();
        return await contracts.EndAsync(account, order.On, order.EraseOn, Actor.OnMachine, cancel) switch
        {
            ContractChange.Done when await contracts.FindAsync(account, cancel) is { } end => OrderAnswer.Done(ContractPolicy.Decide(
                ContractFacts.Of(end, order.Account), services.GetRequiredService<TimeProvider>().GetUtcNow(), services.GetRequiredService<RetentionOptions>()).Sentence),
            ContractChange.NoSuchDay => OrderAnswer.Refused("--on lies between 2000 and 2999."),
            ContractChange.EraseTooEarly => OrderAnswer.Refused("--erase-on is neither before the end of the contract nor before today."),
            ContractChange.AlreadyErased => OrderAnswer.Refused("the documents of this account have gone already."),
            _ => OrderAnswer.Refused(NoSuchAccount),
        };
    }

    private static async Task<OrderAnswer> UndoAsync(IServiceProvider services, Order.UndoContractEnd order, CancellationToken cancel)
    {
        if (await services.GetRequiredService<AccountRegister>().FindAccountAsync(order.Account, cancel) is not { } account)
        {
            return OrderAnswer.Refused(NoSuchAccount);
        }

        return await services.GetRequiredService<Contracts>().UndoAsync(account, Actor.OnMachine, cancel) switch
        {
            ContractChange.Done => OrderAnswer.Done("The contract goes on."),
            ContractChange.NotEnded => OrderAnswer.Refused("no end of this contract was agreed."),
            ContractChange.AlreadyErased => OrderAnswer.Refused("the documents of this account have gone already."),
            _ => OrderAnswer.Refused(NoSuchAccount),
        };
    }

    private static async Task<OrderAnswer> PreviewAsync(IServiceProvider services, Order.PreviewRetention order, CancellationToken cancel)
    {
        AccountId? account = null;
        if (order.Account is { } name && (account = await services.GetRequiredService<AccountRegister>().FindAccountAsync(name, cancel)) is null)
        {
            return OrderAnswer.Refused(NoSuchAccount);
        }

        return Answer(await services.GetRequiredService<RetentionRounds>().PreviewAsync(account, cancel), order.AsJson, isDone: false);
    }

    private static async Task<OrderAnswer> RunAsync(RetentionRounds rounds, Order.RunRetention order, CancellationToken cancel) =>
        await rounds.RunAsync(cancel) is { } done ? Answer(done, order.AsJson, isDone: true)
            : new OrderAnswer(ExitCode.FileAccess, null, "another process goes round just now: look at its result with \"digitize retention preview\".");

    private static OrderAnswer Answer(RetentionPlans plans, bool asJson, bool isDone) =>
        asJson ? OrderAnswer.Done(RetentionTable.JsonOf(plans)) : OrderAnswer.Done(RetentionTable.Of(plans), RetentionTable.SumOf(plans, isDone));
}
