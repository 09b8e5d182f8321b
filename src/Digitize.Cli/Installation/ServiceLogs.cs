using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Digitize.Cli.Installation;

/// <summary>
/// One line an event, on standard error; standard output is for the operator. How much we tell can be set as .NET has it (<c>Logging__LogLevel__Digitize=Debug</c>);
/// of the frameworks below us nothing but warnings is told, whatever is set: their finer lines hold names of files, search words and addresses.
/// </summary>
internal static class ServiceLogs
{
    private const string Ours = "Digitize";

    private static readonly string Console = typeof(ConsoleLoggerProvider).FullName!;

    public static void Use(ILoggingBuilder logs)
    {
        logs.ClearProviders()
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(line => (line.SingleLine, line.TimestampFormat, line.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ssZ ", true));
        logs.Services.PostConfigure<LoggerFilterOptions>(HoldBack);
    }

    private static void HoldBack(LoggerFilterOptions filters)
    {
        var asked = filters.Rules.Where(rule => rule.Filter is null && (rule.CategoryName ?? Ours).StartsWith(Ours, StringComparison.Ordinal)).ToList();
        filters.Rules.Clear();
        filters.Rules.Add(new LoggerFilterRule(Console, null, LogLevel.Warning, null));
        filters.Rules.Add(new LoggerFilterRule(Console, Ours, LogLevel.Information, null));
        foreach (var rule in asked)
        {
            filters.Rules.Add(new LoggerFilterRule(Console, rule.CategoryName ?? Ours, rule.LogLevel, null));
        }
    }
}
