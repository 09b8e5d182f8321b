using System.CommandLine;
using Digitize.Accounts;
using Digitize.Cli.Installation;
using Digitize.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize account create NAME</c>: prints the account's id.</summary>
internal static class AccountVerb
{
    public static Command Build()
    {
        var name = new Argument<string>("NAME") { Description = "What the account is called, such as the customer's name" };
        var data = DataOption.Build();
        var create = new Command("create", "Open an account and print its id") { name, data };
        create.SetAction(parsed =>
        {
            var wanted = parsed.GetRequiredValue(name);
            return (int)InstallationAtRest.Change(parsed.GetRequiredValue(data), services => CreateAsync(services, wanted));
        });
        return new Command("account", "Accounts of customers") { create };
    }

    private static async Task<ExitCode> CreateAsync(IServiceProvider services, string name)
    {
        var blobs = services.GetRequiredService<EncryptedBlobs>();
        var made = await services.GetRequiredService<AccountRegister>().CreateAccountAsync(name, id => blobs.NewAccountKey(id.ToString()), CancellationToken.None);
        switch (made)
        {
            case NewAccount.Created created:
                Console.Out.WriteLine(created.Id);
                return ExitCode.Done;
            case NewAccount.NameTaken:
                return Refusals.Say("there is an account with this name already.", ExitCode.WrongArguments);
            default:
                return Refusals.Say($"an account's name has 1 to {AccountRegister.LongestName} characters, and no control characters.", ExitCode.WrongArguments);
        }
    }
}
