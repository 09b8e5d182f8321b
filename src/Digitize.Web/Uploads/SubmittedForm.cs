using System.Text;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Pages.Recognition;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Digitize.Web.Uploads;

/// <summary>
/// A form with one file and some fields, read as it comes. Fields may stand before the file or behind it, as curl and browsers like; the file is never held in memory.
/// </summary>
internal sealed class SubmittedForm(MultipartReader reader)
{
    private const int LongestField = 4096;
    private const int MostParts = 20;

    private int _parts;

    public Dictionary<string, string> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string? FileName { get; private set; }

    /// <summary>Reads on to the file. Null when there is none.</summary>
    /// <exception cref="BadHttpRequestException">The form is not one.</exception>
    public async Task<Stream?> FindFileAsync(CancellationToken cancel)
    {
        while (await NextAsync(cancel) is { } section)
        {
            if (IsFile(section, out var disposition))
            {
                FileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
                return new SenderStream(section.Body);
            }

            await ReadFieldAsync(section, disposition, cancel);
        }

        return null;
    }

    /// <summary>Reads the fields behind the file.</summary>
    /// <exception cref="BadHttpRequestException">There is a second file.</exception>
    public async Task ReadRestAsync(CancellationToken cancel)
    {
        while (await NextAsync(cancel) is { } section)
        {
            if (IsFile(section, out var disposition))
            {
                throw new BadHttpRequestException("One file a request.");
            }

            await ReadFieldAsync(section, disposition, cancel);
        }
    }

    /// <exception cref="RefusedFieldException">A field has no possible value.</exception>
    public Submission Complete(Submission begun) => Submissions.With(begun with { FileName = FileName ?? "" }, name => Fields.GetValueOrDefault(name));

    private async Task<MultipartSection?> NextAsync(CancellationToken cancel)
    {
        try
        {
            var section = await reader.ReadNextSectionAsync(cancel);
            return section is null || ++_parts <= MostParts ? section : throw new BadHttpRequestException("The form has too many parts.");
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The form is cut or not a form.", broken);
        }
    }

    private static bool IsFile(MultipartSection section, out ContentDispositionHeaderValue disposition)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var parsed))
        {
            throw new BadHttpRequestException("A part of the form has no name.");
        }

        disposition = parsed;
        return parsed.FileName.HasValue || parsed.FileNameStar.HasValue;
    }

    private async Task ReadFieldAsync(MultipartSection section, ContentDispositionHeaderValue disposition, CancellationToken cancel)
    {
        var bytes = new byte[LongestField + 1];
        var length = await new SenderStream(section.Body).ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        if (length > LongestField)
        {
            throw new BadHttpRequestException("A field of the form is too long.");
        }

        var (name, value) = (HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", Encoding.UTF8.GetString(bytes, 0, length));

        // Forms repeat a field to give several values.
        Fields[name] = name.Equals("tags", StringComparison.OrdinalIgnoreCase) && Fields.TryGetValue(name, out var before) ? $"{before},{value}" : value;
    }
}

/// <summary>From named values, wherever they stand, to what the intake wants to know.</summary>
internal static class Submissions
{
    /// <exception cref="RefusedFieldException">A value cannot be.</exception>
    public static Submission With(Submission begun, Func<string, string?> value)
    {
        var languages = value("languages") ?? begun.Languages;
        if (languages.Length > 0 && LanguageSet.TryParse(languages) is null)
        {
            throw new RefusedFieldException("languages are named as in deu+eng.");
        }

        var tags = (value("tags") ?? "").Split(',').Where(tag => !string.IsNullOrWhiteSpace(tag));
        return begun with
        {
            Tags = DocumentChanges.CleanTags(tags) ?? throw new RefusedFieldException(TagEndpoints.Rule),
            Type = value("type") is { Length: > 0 } type ? TagName.TryParse(type) ?? throw new RefusedFieldException(TypeEndpoints.NoSuchType) : begun.Type,
            DatedOn = value("date") is { Length: > 0 } date ? Filing.TryParseDate(date) ?? throw new RefusedFieldException(DocumentEndpoints.DateRule) : begun.DatedOn,
            Title = value("title") ?? begun.Title,
            Languages = languages,
            Split = value("split") is { } split ? SplitOf(split) : begun.Split,
        };
    }

    /// <summary>A ticked box of a form says <c>on</c>, and means sheets.</summary>
    private static SplitMode SplitOf(string value) => value switch
    {
        "separators" or "true" or "1" or "on" => SplitMode.Separators,
        "barcodes" => SplitMode.Barcodes,
        "none" or "false" or "0" or "off" or "" => SplitMode.None,
        _ => throw new RefusedFieldException("split is separators, barcodes or none."),
    };
}
