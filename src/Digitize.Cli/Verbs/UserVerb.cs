using System.CommandLine;
using Digitize.Cli.Orders;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize user create EMAIL</c> and <c>user password EMAIL</c> print the issued password, once; <c>user list</c> prints who can sign in.</summary>
internal static class UserVerb
{
    public static Command Build() => new("user", "People who sign in") { BuildCreate(), BuildPassword(), BuildList() };

    private static Command BuildCreate()
    {
        var login = Login();
        var account = new Option<string>("--account") { Description = "The account's name", HelpName = "NAME", Required = true };
        var role = new Option<string>("--role") { Description = "What the person may do: read, send letters too, or manage the account too", Required = true };
        role.AcceptOnlyFromAmong("owner", "member", "reader");
        var data = DataOption.Build();
        var create = new Command("create", "Let a person into an account and print the password") { login, account, role, data };
        create.SetAction(parsed => (int)Ordering.Give(
            parsed.GetRequiredValue(data), new Order.CreateUser(parsed.GetRequiredValue(login), parsed.GetRequiredValue(account), parsed.GetRequiredValue(role))));
        return create;
    }

    private static Command BuildPassword()
    {
        var login = Login();
        var without = new Option<bool>("--without-second-factors") { Description = "Remove the authenticator app, its recovery codes and the passkeys as well" };
        var data = DataOption.Build();
        var password = new Command("password", "Replace a lost password by a new one and print it; it has to be changed after signing in, and all sessions end") { login, without, data };
        password.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.IssuePassword(parsed.GetRequiredValue(login), parsed.GetValue(without))));
        return password;
    }

    private static Command BuildList()
    {
        var data = DataOption.Build();
        var list = new Command("list", "Print who can sign in: login, account, role, state and second factor, between tabs") { data };
        list.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.ListUsers()));
        return list;
    }

    private static Argument<string> Login() => new("EMAIL") { Description = "What the person signs in with" };
}
