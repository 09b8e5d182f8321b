using System.CommandLine;
using System.CommandLine.Invocation;
using Digitize.Ocr.Terminal;

namespace Digitize.Ocr;

/// <summary>The edge of a process: arguments in, an exit code out, and one sentence where something is wrong.</summary>
internal static class CommandLine
{
    public static int Run(RootCommand root, string[] arguments)
    {
        StandardStreams.KeepToOurselves();
        try
        {
            var parsed = root.Parse(arguments);
            return parsed.Action is ParseErrorAction ? Misunderstood(parsed) : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception bug)
        {
            // The process's edge: a stranger gets a sentence, and we get what we need to mend it when he asks for it.
            Console.Error.WriteLine($"digitize: something went wrong that should not ({bug.GetType().Name}). Set DIGITIZE_TRACE=1 to see where.");
            if (Environment.GetEnvironmentVariable("DIGITIZE_TRACE") == "1")
            {
                Console.Error.WriteLine(bug);
            }

            return (int)ExitCode.Internal;
        }
    }

    /// <summary>One sentence: who mistyped an option does not want to search the whole help for what was wrong.</summary>
    private static int Misunderstood(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "digitize" : $"digitize {command.Name}";
        Console.Error.WriteLine($"digitize: {Printable.Of(parsed.Errors[0].Message)} See {name} --help.");
        return (int)ExitCode.WrongArguments;
    }
}
