using Digitize.Ocr;
using Digitize.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Digitize.Cli.Installation;

/// <summary>What an operator can put right, told in one sentence instead of a stack trace.</summary>
internal static class Refusals
{
    public static ExitCode InUse(string data) =>
        Say($"{Path.GetFullPath(data)} is in use: a service is running there. Stop it first.", ExitCode.FileAccess);

    public static ExitCode Say(string sentence, ExitCode code)
    {
        Console.Error.WriteLine("digitize: " + sentence);
        return code;
    }

    /// <summary>Runs <paramref name="work"/> on the folder as the only process that does.</summary>
    public static Task<ExitCode> HoldingAsync(string data, Func<DataFolder, Task<ExitCode>> work) => InSentencesAsync(async () =>
    {
        using var folder = DataFolder.TryHold(data);
        return folder is null ? InUse(data) : await work(folder);
    });

    /// <summary>Runs <paramref name="work"/>, and tells what an operator can put right as such.</summary>
    public static async Task<ExitCode> InSentencesAsync(Func<Task<ExitCode>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception known) when (CodeOf(known) is { } code)
        {
            return Say(known.Message, code);
        }
    }

    /// <summary>Null for what only we can put right.</summary>
    public static ExitCode? CodeOf(Exception known) => known switch
    {
        NpgsqlException or UnusableMasterKeyException or IOException or UnauthorizedAccessException => ExitCode.FileAccess,
        OptionsValidationException => ExitCode.WrongArguments,
        _ => null,
    };
}
