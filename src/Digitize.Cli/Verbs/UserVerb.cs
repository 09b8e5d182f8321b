using System.CommandLine;
using Digitize.Accounts;
using Digitize.Cli.Installation;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize user create EMAIL</c>: prints the issued password, once.</summary>
internal static class UserVerb
{
    public static Command Build()
    {
        var login = new Argument<string>("EMAIL") { Description = "What the person signs in with" };
        var account = new Option<string>("--account") { Description = "The account's name", HelpName = "NAME", Required = true };
        var role = new Option<string>("--role") { Description = "What the person may do: read, send letters too, or manage the account too", Required = true };
        role.AcceptOnlyFromAmong("owner", "member", "reader");
        var data = DataOption.Build();
        var create = new Command("create", "Let a person into an account and print the password") { login, account, role, data };
        create.SetAction(parsed =>
        {
            var (wanted, home, granted) = (parsed.GetRequiredValue(login), parsed.GetRequiredValue(account), parsed.GetRequiredValue(role));
            return (int)InstallationAtRest.Change(parsed.GetRequiredValue(data), services => CreateAsync(services, wanted, home, granted));
        });
        return new Command("user", "People who sign in") { create };
    }

    private static async Task<ExitCode> CreateAsync(IServiceProvider services, string login, string accountName, string role)
    {
        var register = services.GetRequiredService<AccountRegister>();
        if (await register.FindAccountAsync(accountName, CancellationToken.None) is not { } account)
        {
            return Refusals.Say("there is no account with this name.", ExitCode.WrongArguments);
        }

        switch (await register.CreateUserAsync(login, account, Enum.Parse<Role>(role, ignoreCase: true), CancellationToken.None))
        {
            case NewUser.Created created:
                Console.Out.WriteLine(created.Password);
                return ExitCode.Done;
            case NewUser.LoginTaken:
                return Refusals.Say("somebody signs in with this address already.", ExitCode.WrongArguments);
            default:
                return Refusals.Say("this cannot be an address to sign in with.", ExitCode.WrongArguments);
        }
    }
}
