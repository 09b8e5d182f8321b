using Digitize.Pages;
using Digitize.Processing;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Installation;

/// <summary>How letters are kept apart from the machine, told at every start.</summary>
internal static class Isolations
{
    public const string UnboundRole = "The database's role sees every row past row-level security: give the service a role without SUPERUSER and BYPASSRLS.";

    /// <returns>Why letters cannot be read here; null after saying how they are.</returns>
    public static string? Tell(IServiceProvider services)
    {
        try
        {
            if (services.GetRequiredService<IPageRunner>() is ChildProcessRunner children)
            {
                Console.Out.WriteLine(children.Isolation.Sentence);
            }

            return null;
        }
        catch (InvalidOperationException tooLittle)
        {
            return tooLittle.Message;
        }
    }
}
