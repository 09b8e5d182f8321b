using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Digitize.Cli.Orders;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize account create NAME</c> prints the account's id; <c>account end NAME</c> ends its contract; <c>account export NAME</c> writes everything of it into a file.</summary>
internal static class AccountVerb
{
    public static Command Build() => new("account", "Accounts of customers") { BuildCreate(), BuildExport(), BuildEnd() };

    private static Command BuildCreate()
    {
        var name = new Argument<string>("NAME") { Description = "What the account is called, such as the customer's name" };
        var data = DataOption.Build();
        var create = new Command("create", "Open an account and print its id") { name, data };
        create.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.CreateAccount(parsed.GetRequiredValue(name))));
        return create;
    }

    private static Command BuildExport()
    {
        var name = new Argument<string>("NAME") { Description = "The account's name" };
        var to = new Option<string>("--to") { Description = "The ZIP to write; it must not be there yet", HelpName = "FILE", Required = true };
        var data = DataOption.Build();
        var export = new Command("export", "Write everything of an account into a ZIP: originals, PDFs, text, facts, versions, and the audit") { name, to, data };
        export.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.ExportAccount(parsed.GetRequiredValue(name), Path.GetFullPath(parsed.GetRequiredValue(to)))));
        return export;
    }

    private static Command BuildEnd()
    {
        var name = new Argument<string>("NAME") { Description = "The account's name" };
        var on = Day("--on", "From this day on nothing new is taken in; the documents can be read for a year");
        var erase = Day("--erase-on", "The day from which the documents go, instead of a year after the end");
        var undo = new Option<bool>("--undo") { Description = "The contract goes on; possible until the documents have gone" };
        var data = DataOption.Build();
        var end = new Command("end", "End the contract of a customer") { name, on, erase, undo, data };
        end.Validators.Add(result =>
        {
            // Asked for their presence only: what cannot be a day is told by its own option.
            var (hasUndo, hasOn, hasErase) = (result.GetResult(undo) is { Implicit: false }, result.GetResult(on) is { Implicit: false }, result.GetResult(erase) is { Implicit: false });
            if (hasUndo == hasOn || (hasUndo && hasErase))
            {
                result.AddError("Give either --on, with --erase-on or without, or --undo.");
            }
        });
        end.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), parsed.GetValue(on) is { } day
            ? new Order.EndContract(parsed.GetRequiredValue(name), day, parsed.GetValue(erase))
            : new Order.UndoContractEnd(parsed.GetRequiredValue(name))));
        return end;
    }

    private static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DATE",
        CustomParser = argument => Parse(argument, name),
    };

    private static DateOnly? Parse(ArgumentResult argument, string name)
    {
        if (DateOnly.TryParseExact(argument.Tokens.SingleOrDefault()?.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        argument.AddError($"{name} takes a day, as 2026-03-31.");
        return null;
    }
}
