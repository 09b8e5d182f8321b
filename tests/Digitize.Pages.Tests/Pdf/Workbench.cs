using System.Diagnostics;
using System.Text;
using Digitize.Pages.Native;
using Digitize.Pages.Pdf;

namespace Digitize.Pages.Tests.Pdf;

/// <summary>A folder of its own for a test, with the programs that look at PDF files from outside.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digitize-pdf-").FullName;

    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>A document of scanned pages.</summary>
    public (string Path, AssembledPdf Result) Assemble(params FinishedPage[] pages)
    {
        using var assembler = new PdfAssembler(File("draft.pdf"), SmallPages.Metadata);
        foreach (var page in pages)
        {
            assembler.Add(page);
        }

        var path = File("out.pdf");
        return (path, assembler.Finish(null, path, CancellationToken.None));
    }

    /// <summary>A PDF of a stranger with these scanned pages in it, and the others kept, but for those left out.</summary>
    public (string Path, AssembledPdf Result) Graft(string source, FinishedPage[] scans, params int[] leftOut)
    {
        using var assembler = new PdfAssembler(File("draft.pdf"), SmallPages.Metadata with { Title = null, Language = null });
        int count;
        using (var document = PdfDocument.Open(source))
        {
            count = document.PageCount;
        }

        for (var number = 1; number <= count; number++)
        {
            if (scans.FirstOrDefault(page => page.Number.Value == number) is { } scan)
            {
                assembler.Add(scan);
            }
            else if (!leftOut.Contains(number))
            {
                assembler.Keep(new PageNumber(number));
            }
        }

        var path = File("out.pdf");
        return (path, assembler.Finish(source, path, CancellationToken.None));
    }

    /// <summary>The file as text that can be read, everything inflated.</summary>
    public string Readable(string path)
    {
        var readable = File("readable.pdf");
        using (var document = PdfDocument.Open(path))
        {
            Qpdf.qpdf_init_write(document.Handle, readable);
            Qpdf.qpdf_set_qdf_mode(document.Handle, 1);
            Qpdf.qpdf_set_suppress_original_object_IDs(document.Handle, 1);
            Qpdf.qpdf_set_decode_level(document.Handle, Qpdf.qpdf_dl_generalized);
            Qpdf.qpdf_set_object_stream_mode(document.Handle, Qpdf.qpdf_o_disable);
            Qpdf.qpdf_set_static_ID(document.Handle, 1);
            Assert.That(Qpdf.qpdf_write(document.Handle) & Qpdf.QPDF_ERRORS, Is.Zero);
        }

        var text = new StringBuilder();
        foreach (var value in System.IO.File.ReadAllBytes(readable))
        {
            _ = value is (byte)'\n' or (>= 32 and < 127) ? text.Append((char)value) : text.Append($"\\x{value:x2}");
        }

        return text.ToString();
    }

    /// <summary>What <c>qpdf --check</c> complains about.</summary>
    public static IReadOnlyList<string> Complaints(string path)
    {
        using var document = PdfDocument.Open(path);
        _ = Qpdf.qpdf_check_pdf(document.Handle);
        var error = Qpdf.TakeError(document.Handle);
        return [.. document.Warnings(), .. error is null ? Array.Empty<string>() : [error.Value.Detail]];
    }

    /// <summary>Runs a program; the test is skipped when it is not installed.</summary>
    public static (int Exit, string Output) Run(string program, params string[] arguments)
    {
        Assume.That(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => System.IO.File.Exists(Path.Combine(folder, program))),
            $"The program {program} is not on this machine.");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
