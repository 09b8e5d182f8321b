using System.Text.Json;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Ocr;

/// <summary>The <c>--json</c> file: what was found and done, page by page, with every word. Version 1.</summary>
internal static class Report
{
    public static void Write(Stream target, string inputName, OcrRequest request, DocumentResult result)
    {
        using var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("input", Path.GetFileName(inputName));
        json.WriteString("format", result.Format.ToString());
        json.WriteString("languages", request.Options.Languages.Name);
        json.WriteString("mode", Name(request.Options.Mode));
        WriteOptional(json, "confidence", result.Confidence?.Value);
        WritePdf(json, result);
        json.WriteStartArray("pages");
        foreach (var page in result.Pages)
        {
            WritePage(json, page);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePdf(Utf8JsonWriter json, DocumentResult result)
    {
        json.WriteStartObject("pdf");
        json.WriteNumber("pages", result.Pdf.PageCount);
        json.WriteNumber("bytes", result.Pdf.Bytes);
        json.WriteString("conformance", result.Pdf.IsPdfA ? "PDF/A-2b" : "PDF");
        if (result.CopiedUnchanged)
        {
            json.WriteBoolean("copiedUnchanged", true);
        }

        if (!result.Pdf.IsPdfA)
        {
            json.WriteStartArray("whyNotPdfA");
            foreach (var finding in result.Pdf.WhyNot)
            {
                json.WriteStringValue(finding.ToString());
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WritePage(Utf8JsonWriter json, PageResult page)
    {
        json.WriteStartObject();
        json.WriteNumber("number", page.Number.Value);
        json.WriteString("treatment", Name(page.Treatment));
        json.WriteNumber("widthPoints", Math.Round(page.Size.WidthPoints, 2));
        json.WriteNumber("heightPoints", Math.Round(page.Size.HeightPoints, 2));
        if (page.Failure is { } failure)
        {
            json.WriteStartObject("failure");
            json.WriteString("code", Name(failure.Code));
            json.WriteString("detail", failure.Detail);
            json.WriteEndObject();
        }

        if (page.Finished is { } finished)
        {
            WriteCleaning(json, finished.Done);
        }

        WriteFound(json, page);
        if (page.Finished?.Recognized is { } recognized)
        {
            WriteOptional(json, "confidence", recognized.Confidence?.Value);
            json.WriteString("text", recognized.Text);
            RecognizedPageJson.WriteMembers(json, recognized);
        }
        else if (page.Text.Length > 0)
        {
            json.WriteString("text", page.Text);
        }

        json.WriteEndObject();
    }

    private static void WriteFound(Utf8JsonWriter json, PageResult page)
    {
        if (page.LookedAt is { } frame)
        {
            json.WriteNumber("width", frame.Width);
            json.WriteNumber("height", frame.Height);
            json.WriteNumber("dpi", Math.Round(frame.Dpi.Value, 2));
        }

        if (page.Blank is { } blank)
        {
            json.WriteStartObject("blank");
            json.WriteBoolean("isBlank", blank.IsBlank);
            json.WriteNumber("inkShare", Math.Round(blank.InkShare, 6));
            json.WriteString("reason", blank.Reason);
            json.WriteEndObject();
        }

        json.WriteStartArray("barcodes");
        foreach (var barcode in page.Barcodes)
        {
            json.WriteStartObject();
            json.WriteString("kind", barcode.Kind);
            json.WriteString("text", barcode.Text);
            json.WriteBoolean("separator", barcode.IsSeparator);
            RecognizedPageJson.WriteBox(json, "box", barcode.Box);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCleaning(Utf8JsonWriter json, CleaningReport done)
    {
        json.WriteStartObject("cleaning");
        json.WriteNumber("turnedDegrees", (int)done.Turned);
        json.WriteNumber("deskewedDegrees", Math.Round(done.DeskewDegrees, 3));
        json.WriteBoolean("backgroundEvened", done.BackgroundEvened);
        json.WriteBoolean("bleedThroughSuppressed", done.BleedThroughSuppressed);
        json.WriteBoolean("despeckled", done.Despeckled);
        json.WriteBoolean("bordersCleared", done.BordersCleared);
        json.WriteNumber("readingScale", Math.Round(done.ReadingScale, 4));
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 4));
        }
    }

    private static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
