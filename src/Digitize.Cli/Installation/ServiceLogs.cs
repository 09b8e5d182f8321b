using Microsoft.Extensions.Logging;

namespace Digitize.Cli.Installation;

/// <summary>One line an event, on standard error; standard output is for the operator.</summary>
internal static class ServiceLogs
{
    public static void Use(ILoggingBuilder logs) => logs.ClearProviders().AddFilter("Microsoft", LogLevel.Warning).AddFilter("MassTransit", LogLevel.Warning)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        .AddSimpleConsole(line => (line.SingleLine, line.TimestampFormat, line.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ssZ ", true));
}
