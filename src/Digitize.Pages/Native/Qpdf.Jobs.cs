using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>What the qpdf program can do and the C functions cannot: qpdfjob-c.h.</summary>
internal static partial class Qpdf
{
    /// <summary>qpdf_log_dest_e.</summary>
    private const int qpdf_log_dest_discard = 3;

    [LibraryImport(Library)]
    private static partial nint qpdflogger_default_logger();

    [LibraryImport(Library)]
    private static partial void qpdflogger_cleanup(ref nint l);

    [LibraryImport(Library)]
    private static partial void qpdflogger_set_error(nint l, int dest, nint fn, nint udata);

    [LibraryImport(Library)]
    private static partial void qpdflogger_set_warn(nint l, int dest, nint fn, nint udata);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int qpdfjob_run_from_json(string json);

    /// <summary>Runs a job and answers with the exit code of the program. Nothing is printed.</summary>
    internal static int RunJob(string json)
    {
        var logger = qpdflogger_default_logger();
        qpdflogger_set_error(logger, qpdf_log_dest_discard, 0, 0);
        qpdflogger_set_warn(logger, qpdf_log_dest_discard, 0, 0);
        qpdflogger_cleanup(ref logger);
        return qpdfjob_run_from_json(json);
    }
}
