using System.CommandLine;
using Digitize.Cli.Installation;
using Digitize.Cli.Orders;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize key create</c> prints an API key, and nothing else; <c>digitize key rotate</c> changes the master key.</summary>
internal static class KeyVerb
{
    private const int LongestDays = 366;

    public static Command Build() => new("key", "Keys for programs, and the master key") { BuildCreate(), BuildRotate() };

    private static Command BuildCreate()
    {
        var account = new Option<string>("--account") { Description = "The account's name", HelpName = "NAME", Required = true };
        var scopes = new Option<string>("--scopes") { Description = "What the key opens, joined by commas", DefaultValueFactory = _ => "documents:read,documents:write" };
        var days = new Option<int>("--days") { Description = "How long it opens that", DefaultValueFactory = _ => 90 };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LongestDays)
            {
                result.AddError($"--days takes a number from 1 to {LongestDays}");
            }
        });
        var data = DataOption.Build();
        var create = new Command("create", "Issue an API key and print it") { account, scopes, days, data };
        create.SetAction(parsed => (int)Ordering.Give(
            parsed.GetRequiredValue(data), new Order.CreateKey(parsed.GetRequiredValue(account), parsed.GetRequiredValue(scopes), parsed.GetValue(days))));
        return create;
    }

    private static Command BuildRotate()
    {
        var to = new Option<string?>("--to") { Description = "The file of the next key, made where it is missing; the key's own file is changed when not given", HelpName = "FILE" };
        var data = DataOption.Build();
        var rotate = new Command("rotate", "Change the master key; the service has to be stopped") { to, data };
        rotate.SetAction(parsed => (int)KeyRotation.Run(parsed.GetRequiredValue(data), parsed.GetValue(to)));
        return rotate;
    }
}
