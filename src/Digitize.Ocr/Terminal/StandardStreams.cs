using Digitize.Pages;

namespace Digitize.Ocr.Terminal;

/// <summary>The process's standard streams, kept for our own words and results.</summary>
internal static class StandardStreams
{
    /// <summary>For results. The console's own stream takes a reader that went away for one that has had enough.</summary>
    public static Stream Output { get; } = NativeMessages.OwnOutput() is { } own ? new FileStream(own, FileAccess.Write, bufferSize: 0) : Console.OpenStandardOutput();

    /// <summary>
    /// Opens all streams and then takes standard output and error away from native libraries: one line of theirs would spoil a PDF on its way through a pipe.
    /// With <c>DIGITIZE_TRACE=1</c> they keep standard error, so that a crash in one of them can be looked into.
    /// </summary>
    public static void KeepToOurselves()
    {
        // Each of these opens its stream, or looks at it, when it is first asked.
        _ = (Output, Console.Out, Console.Error, Console.IsErrorRedirected);
        if (Environment.GetEnvironmentVariable("DIGITIZE_TRACE") == "1")
        {
            return;
        }

        try
        {
            NativeMessages.Silence();
        }
        catch (Exception noNull) when (noNull is IOException or UnauthorizedAccessException)
        {
            // In a sandbox without /dev/null a strange file may make a library talk; that is no reason not to work.
        }
    }
}
