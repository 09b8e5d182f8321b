using System.CommandLine;
using Digitize.Accounts;
using Digitize.Cli.Installation;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize key create</c>: prints the key, and nothing else.</summary>
internal static class KeyVerb
{
    private const int LongestDays = 366;

    public static Command Build()
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
        create.SetAction(parsed =>
        {
            var (home, opens, life) = (parsed.GetRequiredValue(account), parsed.GetRequiredValue(scopes), TimeSpan.FromDays(parsed.GetValue(days)));
            return (int)InstallationAtRest.Change(parsed.GetRequiredValue(data), services => CreateAsync(services, home, opens, life));
        });
        return new Command("key", "Keys for programs") { create };
    }

    private static async Task<ExitCode> CreateAsync(IServiceProvider services, string accountName, string scopes, TimeSpan life)
    {
        if (Grants.TryParseScopes(scopes) is not { } granted)
        {
            return Refusals.Say($"--scopes takes names joined by commas: {string.Join(", ", Grants.ScopeNames)}.", ExitCode.WrongArguments);
        }

        if (await services.GetRequiredService<AccountRegister>().FindAccountAsync(accountName, CancellationToken.None) is not { } account)
        {
            return Refusals.Say("there is no account with this name.", ExitCode.WrongArguments);
        }

        var key = await services.GetRequiredService<ApiKeys>().IssueAsync(account, granted, life, CancellationToken.None);
        Console.Out.WriteLine(key.Reveal());
        return ExitCode.Done;
    }
}
