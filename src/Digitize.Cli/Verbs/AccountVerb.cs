using System.CommandLine;
using Digitize.Cli.Orders;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize account create NAME</c>: prints the account's id.</summary>
internal static class AccountVerb
{
    public static Command Build()
    {
        var name = new Argument<string>("NAME") { Description = "What the account is called, such as the customer's name" };
        var data = DataOption.Build();
        var create = new Command("create", "Open an account and print its id") { name, data };
        create.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.CreateAccount(parsed.GetRequiredValue(name))));
        return new Command("account", "Accounts of customers") { create };
    }
}
